# A service that is not there: many items must not wait for it one by one.
BeforeAll {
    . "$PSScriptRoot/../common.ps1"
}

Describe 'Many items and a service that cannot be reached' {
    BeforeAll {
        # A port that was free a moment ago, and that nobody listens on.
        $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $listener.Start()
        $address = "http://127.0.0.1:$($listener.LocalEndpoint.Port)"
        $listener.Stop()
        Connect-Fleet -Uri $address -ApiKey (ConvertTo-SecureString -String 'sk_test' -AsPlainText -Force) -MaxRetries 0
        $ids = 1..1000 | ForEach-Object { "i$_" }
    }

    AfterAll {
        Disconnect-Fleet
    }

    It '<Name> stops after the third item, with one terminating error' -ForEach @(
        @{ Name = 'Remove-FleetInstance' }
        @{ Name = 'Get-FleetInstance' }
        @{ Name = 'Send-FleetHeartbeat' }
    ) {
        $problem = { $ids | & $name -ErrorAction SilentlyContinue -ErrorVariable script:problems } |
            Should -Throw -ExceptionType ([Fleet.FleetConnectionException]) -PassThru
        $problem.CategoryInfo.Category | Should -Be 'ConnectionError'
        $problem.FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
        "$problem" | Should -BeLike "*$address*3 items in a row failed like this, so the rest are not tried."
        "$problem" | Should -Not -Match "`n"
        # The variable has the error that ended the command too, as an exception.
        $records = @($problems | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }) + $problem
        $tried = $records.TargetObject | Where-Object { $_ -in $ids } | Select-Object -Unique
        $tried | Should -HaveCount 3
    }

    It 'makes no instances of tasks that are piped to it' {
        $tasks = 1..100 | ForEach-Object { [Fleet.FleetTask]@{ Key = "t$_"; EnvironmentId = 'helpdesk' } }
        { $tasks | New-FleetEnvironment -ErrorAction SilentlyContinue } | Should -Throw -ExceptionType ([Fleet.FleetConnectionException])
    }

    It 'tries each of two items' {
        'i1', 'i2' | Remove-FleetInstance -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems | ForEach-Object TargetObject | Sort-Object | Should -Be 'i1', 'i2'
    }
}

Describe 'Many items and connections that break' {
    BeforeAll {
        $server = [Fleet.Testing.RecordingServer]::new()
        Connect-Fleet -Uri $server.Uri -ApiKey (ConvertTo-SecureString -String 'sk_test' -AsPlainText -Force) -MaxRetries 0
        $server.Drop('DELETE', '/v1/env/instances/*')
    }

    AfterAll {
        Stop-RecordingServer $server
    }

    It 'tries each: the service is there' {
        $ids = 1..10 | ForEach-Object { "i$_" }
        $ids | Remove-FleetInstance -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems | Should -HaveCount 10
    }
}
