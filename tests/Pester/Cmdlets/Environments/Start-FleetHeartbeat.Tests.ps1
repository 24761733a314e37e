BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Start-FleetHeartbeat' {
    BeforeEach {
        $server = Start-RecordingServer
        $monitored = @{ heartbeat_interval = 60; heartbeat_region = 'eu-west-2'; run_id = 'r1' }
        $server.Answer('GET', '/v1/env/instances/*', 200, (ConvertTo-InstanceJson '{1}' $monitored))
        $server.Answer('GET', '/v1/env/instances', 200, "[$((ConvertTo-InstanceJson 'a1' $monitored), (ConvertTo-InstanceJson 'a2' $monitored) -join ',')]")
        $server.Answer('POST', '/v1/env/instances/*/heartbeat', 200, '{"success":true,"instance_id":"{1}","last_heartbeat":null,"deadline_timestamp":null,"interval_seconds":60}')
        $server.Answer('DELETE', '/v1/env/instances/*', 200, (ConvertTo-InstanceJson '{1}' @{ status = 'stopped' }))
    }

    AfterEach {
        Stop-RecordingServer $server 3> $null
    }

    It 'keeps a piped <type> alive' -ForEach @(
        @{ Type = 'instance' }
        @{ Type = 'instance without a heartbeat region' }
        @{ Type = 'verification' }
        @{ Type = 'CSV row of an instance' }
        @{ Type = 'string' }
    ) {
        $started = Get-PipedObject $type | Start-FleetHeartbeat
        $started | Should -BeOfType Fleet.FleetHeartbeatSender
        $started.InstanceId | Should -Be 'i1'
        $started.RunId | Should -Be 'r1'
        $started.IsRunning | Should -BeTrue
        $started.Until | Should -BeGreaterThan ([DateTimeOffset]::UtcNow.AddHours(7))
        $server.WaitForRequests(2) | Should -BeTrue
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/instances/i1', 'POST /v1/env/instances/i1/heartbeat'
        @($server.Requests)[1].Body | Should -Be '{"region":"eu-west-2"}'
    }

    It 'keeps the instances of a piped run alive' {
        $senders = Get-PipedObject 'run' | Start-FleetHeartbeat
        $senders.InstanceId | Should -Be 'a1', 'a2'
        $server.WaitForRequests(3) | Should -BeTrue
        (Get-RecordedRequest $server)[0] | Should -Be 'GET /v1/env/instances?run_id=r1'
    }

    It 'sends nothing with -WhatIf' {
        Start-FleetHeartbeat i1 -WhatIf
        $server.Requests | Should -HaveCount 0
        Stop-FleetHeartbeat i1 -PassThru | Should -BeNullOrEmpty
    }

    It 'has one sender for an instance, however often it is started' {
        [void](Start-FleetHeartbeat i1)
        [void](Start-FleetHeartbeat i1 -HeartbeatInterval 90)
        $stopped = Stop-FleetHeartbeat i1 -PassThru
        $stopped | Should -HaveCount 1
        $stopped.InstanceId | Should -Be 'i1'
        Stop-FleetHeartbeat i1 -PassThru | Should -BeNullOrEmpty
    }

    It 'needs an interval from the instance or the user' {
        $server.Answer('GET', '/v1/env/instances/plain', 200, (ConvertTo-InstanceJson 'plain'))
        Start-FleetHeartbeat plain -ErrorAction SilentlyContinue -ErrorVariable problems
        Get-ErrorSummary $problems[0] | Should -Be 'InvalidRequest InvalidData'
        $problems[0].Exception.Message | Should -BeLike '*-HeartbeatInterval*'
        (Start-FleetHeartbeat plain -HeartbeatInterval 30).IsRunning | Should -BeTrue
    }

    It 'refuses an instance that has ended, and keeps the others' {
        $server.Answer('GET', '/v1/env/instances/gone', 200, (ConvertTo-InstanceJson 'gone' @{ status = 'stopped'; heartbeat_interval = 30 }))
        $senders = 'gone', 'i1' | Start-FleetHeartbeat -ErrorAction SilentlyContinue -ErrorVariable problems
        $senders.InstanceId | Should -Be 'i1'
        Get-ErrorSummary $problems[0] | Should -Be 'InstanceEnded InvalidOperation'
        $problems[0].TargetObject | Should -Be 'gone'
        $problems[0].Exception.Message | Should -BeExactly "Instance 'gone' has ended and cannot be kept alive. Use New-FleetEnvironment to create a new one."
    }

    It 'reports an unknown instance' {
        $server.Answer('GET', '/v1/env/instances/nope', 404, '{"detail":"Instance not found"}')
        Start-FleetHeartbeat nope -ErrorAction SilentlyContinue -ErrorVariable problems
        Get-ErrorSummary $problems[0] | Should -Be 'InstanceNotFound ObjectNotFound'
    }

    It 'warns once, with the reason, when the lease is lost' {
        $server.Answer('POST', '/v1/env/instances/lost/heartbeat', 409, '{"detail":"Instance ''lost'' has ended"}')
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $warnings = @(Start-FleetHeartbeat lost 3>&1 | Where-Object { $_ -is [System.Management.Automation.WarningRecord] })

        # Only the warning shows that the sender has read the answer.
        while ($warnings.Count -eq 0 -and $clock.Elapsed.TotalSeconds -lt 30) {
            $warnings = @(Stop-FleetHeartbeat other 3>&1)
        }

        $warnings | Should -HaveCount 1
        Stop-FleetHeartbeat other 3>&1 | Should -BeNullOrEmpty
        $warnings | Should -BeOfType System.Management.Automation.WarningRecord
        $warnings | Should -BeLike "Instance 'lost' is no longer kept alive: *"
    }

    It 'says nothing of an instance that was closed on purpose' {
        [void](Start-FleetHeartbeat i1)
        $server.WaitForRequests(2) | Should -BeTrue
        $server.Answer('POST', '/v1/env/instances/*/heartbeat', 409, '{"detail":"ended"}')
        Remove-FleetInstance i1 3>&1 | Should -BeNullOrEmpty
        Stop-FleetHeartbeat i1 -PassThru 3>&1 | Should -BeNullOrEmpty
    }
}
