BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'New-FleetSession' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('POST', '/api/sessions', 201, '{"id":"MYSESSION1","agent_id":"ZygbH7DaCe","user_id":"Jk3RayExTf","title":"T","consumption_offsets":{"client":0},"created_at":"2026-11-22T01:59:55Z"}')
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'begins a session' {
        $session = New-FleetSession ZygbH7DaCe
        $session | Should -BeOfType Fleet.FleetSession
        $session.SessionId | Should -Be 'MYSESSION1'
        Get-RecordedRequest $server | Should -Be 'POST /api/sessions?allow_greeting=false'
        @($server.Requests)[0].Body | Should -Be '{"agent_id":"ZygbH7DaCe"}'
    }

    It 'sends what is given' {
        [void](New-FleetSession -AgentId ZygbH7DaCe -SessionId MYSESSION1 -Title T -AllowGreeting -Mode replay -Metadata @{ replay = @{ pacing = 1.5 } })
        Get-RecordedRequest $server | Should -Be 'POST /api/sessions?allow_greeting=true'
        @($server.Requests)[0].Body | Should -Be '{"agent_id":"ZygbH7DaCe","id":"MYSESSION1","title":"T","mode":"replay","metadata":{"replay":{"pacing":1.5}}}'
    }

    It 'takes just the agent of a piped <_>' -ForEach 'agent', 'session', 'CSV row of an agent' {
        [void](Get-PipedObject $_ | New-FleetSession)
        @($server.Requests)[0].Body | Should -Be '{"agent_id":"ZygbH7DaCe"}'
    }

    It 'refuses a piped <_> and sends nothing' -ForEach 'instance', 'task' {
        Get-PipedObject $_ | New-FleetSession -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'sends nothing with -WhatIf' {
        New-FleetSession ZygbH7DaCe -WhatIf | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
    }

    It 'reports an agent that does not exist, and continues with the others' {
        $server.AnswerOnce('POST', '/api/sessions', 400, '{"detail":"Agent with ID 0123456789 not found"}')
        $made = New-FleetSession '0123456789', 'ZygbH7DaCe' -ErrorAction SilentlyContinue -ErrorVariable problems
        $made | Should -HaveCount 1
        Get-ErrorSummary $problems[0] | Should -Be 'AgentNotFound ObjectNotFound'
        $problems[0].TargetObject | Should -Be '0123456789'
    }

    It 'refuses -<Name> with "<Value>"' -ForEach @(
        foreach ($name in 'AgentId', 'SessionId', 'Title', 'Mode') {
            @{ Name = $name; Value = '' }
            @{ Name = $name; Value = ' ' }
        }
    ) {
        $parameters = @{ AgentId = 'ZygbH7DaCe' }
        $parameters[$name] = $value
        { New-FleetSession @parameters } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }
}
