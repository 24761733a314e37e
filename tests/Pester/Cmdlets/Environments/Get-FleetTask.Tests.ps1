BeforeAll {
    . "$PSScriptRoot/../../common.ps1"

    function Set-TaskAnswer([string[]] $Key) {
        $tasks = $Key | ForEach-Object { ConvertTo-TaskJson $_ }
        $server.Answer('GET', '/v1/tasks', 200, "{`"tasks`":[$($tasks -join ',')],`"total`":$($Key.Count)}")
    }
}

Describe 'Get-FleetTask' {
    BeforeEach {
        $server = Start-RecordingServer
        Set-TaskAnswer 't1', 't2'
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'lists all tasks' {
        $tasks = Get-FleetTask
        $tasks | Should -BeOfType Fleet.FleetTask
        $tasks.Key | Should -Be 't1', 't2'
        $tasks[0].Metadata.avg_steps | Should -Be 12
        Get-RecordedRequest $server | Should -Be 'GET /v1/tasks'
    }

    It 'sends <query> for <parameters.Keys>' -ForEach @(
        @{ Parameters = @{ Key = 't1', 't2' }; Query = 'task_keys=t1&task_keys=t2' }
        @{ Parameters = @{ ProjectKey = 'helpdesk' }; Query = 'project_key=helpdesk' }
        @{ Parameters = @{ TaskProjectKey = 'tp' }; Query = 'task_project_key=tp' }
        @{ Parameters = @{ EnvKey = 'helpdesk' }; Query = 'env_key=helpdesk' }
        @{ Parameters = @{ DataId = 'base'; DataVersion = 'v1' }; Query = 'data_id=base&data_version=v1' }
        @{ Parameters = @{ TeamId = 'team-1' }; Query = 'team_id=team-1' }
    ) {
        [void](Get-FleetTask @parameters)
        Get-RecordedRequest $server | Should -Be "GET /v1/tasks?$query"
    }

    It 'compares the version here' {
        Get-FleetTask -Version v2 | Should -BeNullOrEmpty
        Get-FleetTask -Version v1.0.0 | Should -HaveCount 2
        Get-RecordedRequest $server | Should -Be 'GET /v1/tasks', 'GET /v1/tasks'
    }

    It 'reads a version of single tasks' {
        $server.Answer('GET', '/v1/tasks/t1', 200, (ConvertTo-TaskJson 't1'))
        $found = Get-FleetTask t1, nope -VersionId 7 -TeamId team-1 -ErrorAction SilentlyContinue -ErrorVariable problems
        $found.Key | Should -Be 't1'
        Get-RecordedRequest $server | Should -Be 'GET /v1/tasks/t1?version_id=7&team_id=team-1', 'GET /v1/tasks/nope?version_id=7&team_id=team-1'
        Get-ErrorSummary $problems[0] | Should -Be 'TaskNotFound ObjectNotFound'
    }

    It 'refuses -VersionId with <parameters.Keys>' -ForEach @(
        @{ Parameters = @{} }
        @{ Parameters = @{ Key = 't1'; ProjectKey = 'p' } }
    ) {
        { Get-FleetTask -VersionId 7 @parameters } | Should -Throw '*-VersionId*' -ErrorId 'InvalidRequest*'
        $server.Requests | Should -HaveCount 0
    }

    It 'sends <query> for a piped <type>' -ForEach @(
        @{ Type = 'task'; Query = 'task_keys=t1' }
        @{ Type = 'verification'; Query = 'task_keys=t1' }
        @{ Type = 'CSV row of a task'; Query = 'task_keys=t1' }
    ) {
        [void](Get-PipedObject $type | Get-FleetTask)
        Get-RecordedRequest $server | Should -Be "GET /v1/tasks?$query"
    }

    It 'refuses a piped <type> and sends nothing' -ForEach @(
        @{ Type = 'instance' }
        @{ Type = 'run' }
        @{ Type = 'environment' }
        @{ Type = 'string' }
    ) {
        [void](Get-PipedObject $type | Get-FleetTask -ErrorAction SilentlyContinue -ErrorVariable problems)
        Get-ErrorSummary $problems[0] | Should -Be 'InputObjectNotBound InvalidArgument'
        $server.Requests | Should -HaveCount 0
    }

    It 'loads nothing for no keys' {
        Get-FleetTask -Key @() | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses -<name> with <what>' -ForEach @(
        foreach ($name in 'Key', 'ProjectKey', 'TaskProjectKey', 'EnvKey', 'Version', 'DataId', 'DataVersion', 'TeamId', 'VersionId', 'LiteralPath') {
            @{ Name = $name; What = 'null'; Value = $null }
            @{ Name = $name; What = 'an empty text'; Value = '' }
            @{ Name = $name; What = 'a blank'; Value = ' ' }
        }
    ) {
        $parameters = @{ $name = $value }
        { Get-FleetTask @parameters } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }

    It 'reports an unknown key and loads the others' {
        $found = Get-FleetTask t1, nope, t2 -ErrorAction SilentlyContinue -ErrorVariable problems
        $found.Key | Should -Be 't1', 't2'
        $problems | Should -HaveCount 1
        Get-ErrorSummary $problems[0] | Should -Be 'TaskNotFound ObjectNotFound'
        $problems[0].TargetObject | Should -Be 'nope'
        $problems[0].Exception | Should -BeOfType Fleet.FleetNotFoundException
    }

    It 'reports a task that cannot be read and loads the others' {
        $good = ConvertTo-TaskJson 't1'
        $server.Answer('GET', '/v1/tasks', 200, "{`"tasks`":[{`"key`":7},$good],`"total`":2}")
        $found = Get-FleetTask -ErrorAction SilentlyContinue -ErrorVariable problems
        $found.Key | Should -Be 't1'
        $problems | Should -HaveCount 1
    }

    It 'ends at once when the key is wrong' {
        $server.Answer('GET', '/v1/tasks', 401, '{"detail":"Invalid API key"}')
        $caught = try { Get-FleetTask } catch [Fleet.FleetAuthenticationException] { $_ }
        Get-ErrorSummary $caught | Should -Be 'AuthenticationFailed AuthenticationError'
        $caught.Exception.Message | Should -Not -BeLike '*sk_test*'
    }

    It 'says that there is no server' {
        $port = $server.Uri.Port
        $connection = Connect-Fleet -Uri "http://127.0.0.1:$port" -MaxRetries 0 -PassThru
        $server.Dispose()
        $caught = try { Get-FleetTask -Connection $connection } catch [Fleet.FleetConnectionException] { $_ }
        Get-ErrorSummary $caught | Should -Be 'ConnectionFailed ConnectionError'
        $caught.Exception.Message | Should -BeLike "*127.0.0.1:$port*"
        $caught.Exception.Message | Should -Not -BeLike "*`n*"
    }

    It 'says what to do without a connection' {
        Disconnect-Fleet
        $caught = try { Get-FleetTask } catch [Fleet.FleetConnectionException] { $_ }
        $caught.Exception.Message | Should -BeLike '*Start-FleetServer*Connect-Fleet*'
    }

    Context 'from a file' {
        It 'reads it and sends nothing' {
            $path = Join-Path $TestDrive 'tasks [1].json'
            Set-Content -LiteralPath $path -Value '[{"key":"f1","prompt":"Do.","env_id":"helpdesk","version":"v1.0.0"}]'
            $task = Get-FleetTask -LiteralPath $path
            $task.Key | Should -Be 'f1'
            $task.EnvKey | Should -Be 'helpdesk:v1.0.0'
            Push-Location -LiteralPath $TestDrive
            (Get-FleetTask -LiteralPath 'tasks [1].json').Key | Should -Be 'f1'
            Pop-Location
            $server.Requests | Should -HaveCount 0
        }

        It 'says what is wrong with the path <path>' -ForEach @(
            @{ Path = 'nope.json'; Id = 'FileNotFound ObjectNotFound' }
            @{ Path = 'nowhere:/x.json'; Id = 'FileNotFound ObjectNotFound' }
            @{ Path = '.'; Id = 'InvalidRequest InvalidData' }
            @{ Path = 'Env:/PATH'; Id = 'InvalidRequest InvalidData' }
        ) {
            $caught = try { Get-FleetTask -LiteralPath $path } catch { $_ }
            Get-ErrorSummary $caught | Should -Be $id
            $caught.TargetObject | Should -Be $path
        }

        It 'names all faults' {
            $path = Join-Path $TestDrive 'bad.json'
            Set-Content -LiteralPath $path -Value '[{"key":"f1","prompt":7},3,{"key":"f2","prompt":"Do.","env_id":"e","metadata":[]}]'
            $caught = try { Get-FleetTask -LiteralPath $path } catch [Fleet.FleetValidationException] { $_ }
            $caught.Exception.Fields.Count | Should -BeGreaterThan 1
            foreach ($fault in $caught.Exception.Fields) {
                "$caught" | Should -BeLike "*$($fault.Message.Replace('[', '`['))*"
            }
        }
    }

    It 'loads in other runspaces, all at once' {
        $connection = Get-FleetConnection
        $keys = 1..4 | ForEach-Object -Parallel {
            Import-Module $using:ModulePath
            (Get-FleetTask -Connection $using:connection)[0].Key
        }
        $keys | Should -Be 't1', 't1', 't1', 't1'
    }

    It 'stops while it waits' {
        $server.Hold('GET', '/v1/tasks', 200, '{"tasks":[],"total":0}')
        $shell = New-TestShell
        try {
            [void]$shell.AddScript('param($uri) Connect-Fleet -Uri $uri; Get-FleetTask').AddArgument($server.Uri)
            $running = $shell.BeginInvoke()
            $server.WaitForRequests(1) | Should -BeTrue
            Wait-Ended $shell.BeginStop($null, $null)
            Wait-Ended $running
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        }
        finally {
            Remove-TestShell $shell
        }
    }
}
