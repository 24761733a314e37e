BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'New-FleetAgent' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('POST', '/api/agents', 201, '{"id":"ZygbH7DaCe","name":"n","type":"t","created_at":"2026-11-22T01:59:55Z"}')
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'makes an agent' {
        $agent = New-FleetAgent -Name 'Hélène' -Type echo
        $agent | Should -BeOfType Fleet.FleetAgent
        $agent.AgentId | Should -Be 'ZygbH7DaCe'
        Get-RecordedRequest $server | Should -Be 'POST /api/agents'
        @($server.Requests)[0].Body | Should -Be '{"name":"Hélène","type":"echo"}'
    }

    It 'sends what it is' {
        [void](New-FleetAgent n t -Description d)
        @($server.Requests)[0].Body | Should -Be '{"name":"n","type":"t","description":"d"}'
    }

    It 'sends nothing with -WhatIf' {
        New-FleetAgent n t -WhatIf | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
    }

    It 'reports which field is wrong' {
        $server.Answer('POST', '/api/agents', 422, '{"detail":[{"type":"string_too_long","loc":["body","name"],"msg":"String should have at most 100 characters","input":"n","ctx":{"max_length":100}}]}')
        $problem = { New-FleetAgent n t } | Should -Throw '*at most 100 characters*' -ErrorId 'InvalidRequest*' -PassThru
        $problem.Exception.Fields.Field | Should -Be 'body.name'
        $problem.TargetObject | Should -Be 'n'
    }

    It 'refuses -<Name> with "<Value>"' -ForEach @(
        foreach ($name in 'Name', 'Type', 'Description') {
            @{ Name = $name; Value = '' }
            @{ Name = $name; Value = ' ' }
        }
    ) {
        $parameters = @{ Name = 'n'; Type = 't' }
        $parameters[$name] = $value
        { New-FleetAgent @parameters } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }
}
