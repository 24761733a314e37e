BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Get-FleetAgent' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/api/agents', 200, '{"data":[{"id":"ZygbH7DaCe","name":"echo agent","type":"echo","description":"Repeats","created_at":"2026-11-22T01:59:55.834123Z"},{"id":"OkLIdnSfZX","name":"Plain","type":"echo","description":null,"created_at":"2026-11-22T01:59:55Z"}]}')
        $server.Answer('GET', '/api/agents/*', 200, '{"id":"{1}","name":"n","type":"t","description":null,"created_at":"2026-11-22T01:59:55Z"}')
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'lists all agents' {
        $agents = Get-FleetAgent
        $agents | Should -BeOfType Fleet.FleetAgent
        $agents.AgentId | Should -Be 'ZygbH7DaCe', 'OkLIdnSfZX'
        $agents[0].Description | Should -Be 'Repeats'
        Get-RecordedRequest $server | Should -Be 'GET /api/agents'
    }

    It 'reads the agents that are named, in their order' {
        (Get-FleetAgent 'ZygbH7DaCe', 'OkLIdnSfZX').AgentId | Should -Be 'ZygbH7DaCe', 'OkLIdnSfZX'
        Get-RecordedRequest $server | Sort-Object | Should -Be 'GET /api/agents/OkLIdnSfZX', 'GET /api/agents/ZygbH7DaCe'
    }

    It 'reads the agent of a piped <_>' -ForEach 'agent', 'session', 'CSV row of an agent', 'CSV row of a session' {
        (Get-PipedObject $_ | Get-FleetAgent).AgentId | Should -Be 'ZygbH7DaCe'
        Get-RecordedRequest $server | Should -Be 'GET /api/agents/ZygbH7DaCe'
    }

    It 'refuses a piped <_> and sends nothing' -ForEach 'instance', 'task' {
        Get-PipedObject $_ | Get-FleetAgent -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'reports an agent that does not exist, and reads the others' {
        $server.Answer('GET', '/api/agents/0123456789', 404, '{"detail":"Agent with ID 0123456789 not found"}')
        $found = Get-FleetAgent '0123456789', 'ZygbH7DaCe' -ErrorAction SilentlyContinue -ErrorVariable problems
        $found.AgentId | Should -Be 'ZygbH7DaCe'
        Get-ErrorSummary $problems[0] | Should -Be 'AgentNotFound ObjectNotFound'
        $problems[0].TargetObject | Should -Be '0123456789'
    }

    It 'sends nothing for an id of another length' {
        Get-FleetAgent 'short' -ErrorAction SilentlyContinue -ErrorVariable problems
        Get-ErrorSummary $problems[0] | Should -Be 'InvalidRequest InvalidData'
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses -AgentId with "<_>"' -ForEach '', '  ' {
        { Get-FleetAgent -AgentId $_ } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
    }

    It 'refuses -AgentId with null' {
        { Get-FleetAgent -AgentId $null } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }

    It 'sends the user of the connection as a cookie' {
        Connect-Fleet -Uri $server.Uri -AgentsUser 'alice'
        [void](Get-FleetAgent)
        @($server.Requests)[0].Headers['Cookie'] | Should -Be 'flux0_user_sub=alice'
    }

    It 'repeats as -Retry says, for this command alone' {
        $server.Answer('GET', '/api/agents', 503, '{"detail":"busy"}')
        { Get-FleetAgent -Retry @{ MaxRetries = 2; FirstDelaySeconds = 0.01; MaxDelaySeconds = 0.01 } } | Should -Throw -ExceptionType ([Fleet.FleetUnavailableException])
        $server.Requests | Should -HaveCount 3
        { Get-FleetAgent -Retry @{ MaxRetries = 0 } } | Should -Throw -ExceptionType ([Fleet.FleetUnavailableException])
        $server.Requests | Should -HaveCount 4
    }

    It 'repeats as Connect-Fleet -Retry says' {
        Connect-Fleet -Uri $server.Uri -Retry @{ MaxRetries = 1; FirstDelaySeconds = 0; Mode = 'flux0'; MaxDelaySeconds = 0; TotalSeconds = 0 }
        $server.Answer('GET', '/api/agents', 503, '{"detail":"busy"}')
        { Get-FleetAgent } | Should -Throw -ExceptionType ([Fleet.FleetUnavailableException])
        $server.Requests | Should -HaveCount 1
    }

    It 'refuses -Retry with <Name> <Value>' -ForEach @(
        @{ Name = 'Exponent'; Value = 0.5 }
        @{ Name = 'MaxRetries'; Value = -1 }
        @{ Name = 'FirstDelaySeconds'; Value = -1 }
        @{ Name = 'TotalSeconds'; Value = 1e9 }
        @{ Name = 'Mode'; Value = 'mine' }
    ) {
        { Get-FleetAgent -Retry @{ $Name = $Value } } | Should -Throw "*$Name*" -ErrorId 'InvalidRequest*'
        $server.Requests | Should -HaveCount 0
    }
}
