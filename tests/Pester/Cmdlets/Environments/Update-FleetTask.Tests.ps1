BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Update-FleetTask' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('PUT', '/v1/tasks/*', 200, (ConvertTo-TaskJson '{1}'))
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'takes just the key of a piped <type>' -ForEach @(
        @{ Type = 'task' }
        @{ Type = 'CSV row of a task' }
    ) {
        $task = Get-PipedObject $type | Update-FleetTask -Metadata @{ a = 1 }
        $task | Should -BeOfType Fleet.FleetTask
        Get-RecordedRequest $server | Should -Be 'PUT /v1/tasks/t1'
        @($server.Requests)[0].Body | Should -Be '{"metadata":{"a":1}}'
    }

    It 'refuses a piped <type> and sends nothing' -ForEach @(@{ Type = 'instance' }, @{ Type = 'run' }, @{ Type = 'string' }) {
        Get-PipedObject $type | Update-FleetTask -Prompt x -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'sends what is given' {
        [void](Update-FleetTask t1, t2 -Prompt 'Do it.' -VerifierCode 'def v(env): return 1')
        Get-RecordedRequest $server | Should -Be 'PUT /v1/tasks/t1', 'PUT /v1/tasks/t2'
        @($server.Requests)[0].Body | Should -Be '{"prompt":"Do it.","verifier_code":"def v(env): return 1"}'
    }

    It 'refuses to change nothing' {
        { Update-FleetTask t1 } | Should -Throw '*-Prompt, -VerifierCode or -Metadata*' -ErrorId 'InvalidRequest*'
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses -<name> with <what>' -ForEach @(
        foreach ($name in 'Key', 'Prompt', 'VerifierCode') {
            @{ Name = $name; What = 'null'; Value = $null }
            @{ Name = $name; What = 'an empty text'; Value = '' }
            @{ Name = $name; What = 'a blank'; Value = ' ' }
        }
    ) {
        $parameters = @{ Key = 't1'; Metadata = @{} }
        $parameters[$name] = $value
        { Update-FleetTask @parameters } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses a verifier that defines no function' {
        { Update-FleetTask t1 -VerifierCode 'x = 1' } | Should -Throw '*defines no function*' -ErrorId 'InvalidRequest*'
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses metadata that contains itself' {
        $loop = @{}
        $loop.self = $loop
        { Update-FleetTask t1 -Metadata $loop } | Should -Throw '*contains itself*'
        $server.Requests | Should -HaveCount 0
    }

    It 'sends nothing with -WhatIf' {
        Update-FleetTask t1 -Prompt x -WhatIf
        $server.Requests | Should -HaveCount 0
    }

    It 'reports an unknown task and changes the others' {
        $server.Answer('PUT', '/v1/tasks/nope', 404, '{"detail":"Task not found"}')
        $changed = Update-FleetTask nope, t2 -Prompt x -ErrorAction SilentlyContinue -ErrorVariable problems
        $changed.Key | Should -Be 't2'
        Get-ErrorSummary $problems[0] | Should -Be 'TaskNotFound ObjectNotFound'
        $problems[0].TargetObject | Should -Be 'nope'
    }
}
