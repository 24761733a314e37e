BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Stop-FleetHeartbeat' {
    BeforeEach {
        $server = Start-RecordingServer
        $monitored = @{ heartbeat_interval = 60; run_id = 'r1' }
        $server.Answer('GET', '/v1/env/instances/*', 200, (ConvertTo-InstanceJson '{1}' $monitored))
        $server.Answer('POST', '/v1/env/instances/*/heartbeat', 200, '{"success":true,"instance_id":"{1}","last_heartbeat":null,"deadline_timestamp":null,"interval_seconds":60}')
    }

    AfterEach {
        Stop-RecordingServer $server 3> $null
    }

    It 'lets go of the instance of a piped <type>, and of no other' -ForEach @(
        @{ Type = 'instance' }
        @{ Type = 'verification' }
        @{ Type = 'CSV row of an instance' }
        @{ Type = 'string' }
    ) {
        [void](Start-FleetHeartbeat i1, i2)
        $stopped = Get-PipedObject $type | Stop-FleetHeartbeat -PassThru
        $stopped | Should -BeOfType Fleet.FleetHeartbeatSender
        $stopped.InstanceId | Should -Be 'i1'
        $stopped.IsRunning | Should -BeFalse
        (Stop-FleetHeartbeat i2 -PassThru).InstanceId | Should -Be 'i2'
    }

    It 'takes what Start-FleetHeartbeat gave' {
        (Start-FleetHeartbeat i1 | Stop-FleetHeartbeat -PassThru).InstanceId | Should -Be 'i1'
    }

    It 'lets go of the instances of a piped run' {
        [void](Start-FleetHeartbeat i1, i2)
        $stopped = Get-PipedObject 'run' | Stop-FleetHeartbeat -PassThru
        $stopped.InstanceId | Sort-Object | Should -Be 'i1', 'i2'
    }

    It 'refuses a piped <type>' -ForEach @(@{ Type = 'task' }, @{ Type = 'instance without an id' }) {
        Get-PipedObject $type | Stop-FleetHeartbeat -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems | Should -HaveCount 1
    }

    It 'is fine with an instance that nobody keeps alive, and emits nothing' {
        Stop-FleetHeartbeat nobody -PassThru | Should -BeNullOrEmpty
        [void](Start-FleetHeartbeat i1)
        Stop-FleetHeartbeat i1 | Should -BeNullOrEmpty
    }

    It 'stops nothing with -WhatIf' {
        [void](Start-FleetHeartbeat i1)
        Stop-FleetHeartbeat i1 -WhatIf
        (Stop-FleetHeartbeat i1 -PassThru).InstanceId | Should -Be 'i1'
    }

    It 'sends nothing' {
        [void](Start-FleetHeartbeat i1)
        [void]$server.WaitForRequests(2)
        $server.Clear()
        Stop-FleetHeartbeat i1
        $server.Requests | Should -HaveCount 0
    }

    It 'stops what another runspace started' {
        $connection = Get-FleetConnection
        $shell = New-TestShell
        try {
            [void]$shell.AddScript('param($c) Start-FleetHeartbeat i1 -Connection $c').AddArgument($connection)
            [void]$shell.Invoke()
            (Stop-FleetHeartbeat i1 -PassThru).InstanceId | Should -Be 'i1'
        }
        finally {
            Remove-TestShell $shell
        }
    }

    It 'reports instances that are released with their connection' {
        [void](Start-FleetHeartbeat i1, i2)
        Disconnect-Fleet 3>&1 | Should -BeLike '2 instances are no longer kept alive*'
        Stop-FleetHeartbeat i1, i2 -PassThru | Should -BeNullOrEmpty
    }
}
