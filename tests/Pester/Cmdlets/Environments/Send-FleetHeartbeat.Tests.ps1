BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Send-FleetHeartbeat' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('POST', '/v1/env/instances/*/heartbeat', 200,
            '{"success":true,"instance_id":"{1}","last_heartbeat":"2026-01-02T03:04:05+00:00","deadline_timestamp":1767323075.0,"interval_seconds":30}')
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'sends <body> for a piped <type>' -ForEach @(
        @{ Type = 'instance'; Body = '{"region":"eu-west-2"}' }
        @{ Type = 'instance without a heartbeat region'; Body = '{}' }
        @{ Type = 'verification'; Body = '{}' }
        @{ Type = 'heartbeat'; Body = '{}' }
        @{ Type = 'CSV row of an instance'; Body = '{}' }
        @{ Type = 'string'; Body = '{}' }
    ) {
        [void](Get-PipedObject $type | Send-FleetHeartbeat)
        Get-RecordedRequest $server | Should -Be 'POST /v1/env/instances/i1/heartbeat'
        @($server.Requests)[0].Body | Should -Be $body
    }

    It 'refuses a piped <type> and sends nothing' -ForEach @(
        @{ Type = 'instance without an id' }
        @{ Type = 'run' }
        @{ Type = 'task' }
    ) {
        [void](Get-PipedObject $type | Send-FleetHeartbeat -ErrorAction SilentlyContinue -ErrorVariable problems)
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'takes a region that is typed' {
        [void](Get-PipedObject 'instance' | Send-FleetHeartbeat -HeartbeatRegion us-east-1)
        @($server.Requests)[0].Body | Should -Be '{"region":"us-east-1"}'
    }

    It 'emits when the next one is due' {
        $answer = Send-FleetHeartbeat i1
        $answer | Should -BeOfType Fleet.FleetHeartbeat
        $answer.Interval | Should -Be ([timespan]::FromSeconds(30))
        $answer.Deadline | Should -Be ([DateTimeOffset]::FromUnixTimeSeconds(1767323075))
    }

    It 'sends nothing with -WhatIf' {
        Send-FleetHeartbeat i1, i2 -WhatIf
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses an id that is null, empty or blank' {
        { Send-FleetHeartbeat $null } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        { Send-FleetHeartbeat '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        { Send-FleetHeartbeat 'i1', ' ' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }

    It 'reports a closed instance and keeps the others' {
        $server.Answer('POST', '/v1/env/instances/closed/heartbeat', 409, '{"detail":"Instance ''closed'' has ended"}')
        $answers = 'a', 'closed', 'b' | Send-FleetHeartbeat -ErrorAction SilentlyContinue -ErrorVariable problems
        $answers.InstanceId | Sort-Object | Should -Be 'a', 'b'
        $problems | Should -HaveCount 1
        Get-ErrorSummary $problems[0] | Should -Be 'InstanceEnded InvalidOperation'
        $problems[0].TargetObject | Should -Be 'closed'
        $problems[0].Exception | Should -BeOfType Fleet.FleetConflictException
    }
}
