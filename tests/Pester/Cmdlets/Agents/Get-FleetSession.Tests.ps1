BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Get-FleetSession' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/api/sessions', 200, '{"data":[{"id":"MYSESSION1","agent_id":"ZygbH7DaCe","user_id":"Jk3RayExTf","title":null,"consumption_offsets":{"client":0},"created_at":"2026-11-22T01:59:55.925762Z"}]}')
        $server.Answer('GET', '/api/sessions/*', 200, '{"id":"{1}","agent_id":"ZygbH7DaCe","user_id":"Jk3RayExTf","consumption_offsets":{"client":0},"created_at":"2026-11-22T01:59:55.925762Z"}')
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'lists the user''s sessions' {
        $session = Get-FleetSession
        $session | Should -BeOfType Fleet.FleetSession
        $session.SessionId | Should -Be 'MYSESSION1'
        $session.Title | Should -BeNullOrEmpty
        Get-RecordedRequest $server | Should -Be 'GET /api/sessions'
    }

    It 'sends <Request> for a piped <Type>' -ForEach @(
        @{ Type = 'session'; Request = 'GET /api/sessions/MYSESSION1' }
        @{ Type = 'session event'; Request = 'GET /api/sessions/MYSESSION1' }
        @{ Type = 'CSV row of a session'; Request = 'GET /api/sessions/MYSESSION1' }
        @{ Type = 'agent'; Request = 'GET /api/sessions?agent_id=ZygbH7DaCe' }
        @{ Type = 'CSV row of an agent'; Request = 'GET /api/sessions?agent_id=ZygbH7DaCe' }
    ) {
        [void](Get-PipedObject $type | Get-FleetSession)
        Get-RecordedRequest $server | Should -Be $request
    }

    It 'refuses a piped task and sends nothing' {
        Get-PipedObject 'task' | Get-FleetSession -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'reports a session that does not exist, and reads the others' {
        $server.Answer('GET', '/api/sessions/0123456789', 404, '{"detail":"Session with ID 0123456789 not found"}')
        $found = Get-FleetSession '0123456789', 'MYSESSION1' -ErrorAction SilentlyContinue -ErrorVariable problems
        $found.SessionId | Should -Be 'MYSESSION1'
        Get-ErrorSummary $problems[0] | Should -Be 'SessionNotFound ObjectNotFound'
        $problems[0].TargetObject | Should -Be '0123456789'
    }

    It 'refuses -<Name> with "<Value>"' -ForEach @(
        foreach ($name in 'SessionId', 'AgentId') {
            @{ Name = $name; Value = '' }
            @{ Name = $name; Value = ' ' }
        }
    ) {
        $parameters = @{ $name = $value }
        { Get-FleetSession @parameters } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }
}
