BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Reset-FleetInstance' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/v1/env/instances/*', 200, (ConvertTo-InstanceJson '{1}' @{ urls = Get-InstanceUrl $server '{1}' }))
        $server.Answer('POST', '/i/*/api/v1/env/reset', 200, '{"success":true,"message":"reset"}')
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'sends <body>' -ForEach @(
        @{ Parameters = @{}; Body = '{"timestamp":null,"seed":null}' }
        @{ Parameters = @{ Seed = 42 }; Body = '{"timestamp":null,"seed":42}' }
        @{ Parameters = @{ Timestamp = 1767323045 }; Body = '{"timestamp":1767323045,"seed":null}' }
        @{ Parameters = @{ Timestamp = '1767323045' }; Body = '{"timestamp":1767323045,"seed":null}' }
        @{ Parameters = @{ Timestamp = '2026-01-02T03:04:05Z' }; Body = '{"timestamp":1767323045,"seed":null}' }
        @{ Parameters = @{ Timestamp = [DateTimeOffset]'2026-01-02T05:04:05+02:00' }; Body = '{"timestamp":1767323045,"seed":null}' }
        @{ Parameters = @{ Seed = 0; Timestamp = 0 }; Body = '{"timestamp":0,"seed":0}' }
    ) {
        Reset-FleetInstance i1 @parameters | Should -BeNullOrEmpty
        @($server.Requests)[-1].Body | Should -Be $body
    }

    It 'resets a piped <_>' -ForEach 'instance', 'verification', 'CSV row of an instance', 'string' {
        Get-PipedObject $_ | Reset-FleetInstance
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/instances/i1', 'POST /i/i1/api/v1/env/reset'
    }

    It 'refuses a piped <_> and sends nothing' -ForEach 'run', 'task', 'instance without an id' {
        Get-PipedObject $_ | Reset-FleetInstance -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses an id that is null, empty or blank' {
        { Reset-FleetInstance $null } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        { Reset-FleetInstance '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        { Reset-FleetInstance 'i1', ' ' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }

    It 'sends nothing with -WhatIf' {
        Reset-FleetInstance i1, i2 -WhatIf
        $server.Requests | Should -HaveCount 0
    }

    It 'emits the instance with -PassThru' {
        $instance = Reset-FleetInstance i1 -PassThru
        $instance | Should -BeOfType Fleet.FleetInstance
        $instance.EnvKey | Should -Be 'helpdesk'
        $address = "$($server.Uri)i/u1/api/v1/env"
        (Reset-FleetInstance $address -PassThru).InstanceId | Should -Be $address
    }

    It 'reports one that was not reset, and resets the others' {
        $server.Answer('POST', '/i/bad/api/v1/env/reset', 200, '{"success":false,"message":"busy"}')
        $reset = 'a', 'bad', 'b' | Reset-FleetInstance -PassThru -ErrorAction SilentlyContinue -ErrorVariable problems
        $reset.InstanceId | Sort-Object | Should -Be 'a', 'b'
        $problems[0].TargetObject | Should -Be 'bad'
        $problems[0].Exception.Message | Should -Match 'busy'
    }
}
