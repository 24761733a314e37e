BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Stop-FleetServer' {
    AfterEach {
        Get-FleetServer | Where-Object IsRunning | Stop-FleetServer
        Get-FleetConnection -All | Disconnect-Fleet
        Remove-Item -Path Env:FLEET_API_KEY, Env:FLEET_BASE_URL -ErrorAction Ignore
    }

    It 'stops the server and emits nothing' {
        $server = Start-FleetServer
        $server | Stop-FleetServer | Should -BeNullOrEmpty
        Get-Process -Id $server.ProcessId -ErrorAction Ignore | Should -BeNullOrEmpty
        $server.DataPath | Should -Not -Exist
    }

    It 'emits the stopped server with -PassThru' {
        $server = Start-FleetServer
        $stopped = Stop-FleetServer -Server $server -PassThru
        $stopped | Should -BeOfType ([Fleet.FleetServer])
        $stopped.ProcessId | Should -Be $server.ProcessId
        $stopped.Status | Should -Be 'stopped'
        $stopped.ExitCode | Should -Be 0
    }

    It 'leaves the session disconnected: nothing falls back to the environment variables' {
        $env:FLEET_API_KEY = 'sk_variable'
        $env:FLEET_BASE_URL = 'http://127.0.0.1:1'
        $null = Start-FleetServer
        Stop-FleetServer
        Get-FleetConnection | Should -BeNullOrEmpty
        $failure = { Get-FleetAccount } | Should -Throw -ErrorId 'ConnectionFailed,*' -ExpectedMessage '*disconnected*Start-FleetServer*' -PassThru
        $failure.CategoryInfo.Category | Should -Be 'ConnectionError'
    }

    It 'leaves another default as it is' {
        $server = Start-FleetServer
        Connect-Fleet -Uri 'http://127.0.0.1:1' -ApiKey (ConvertTo-SecureString -String 'sk_test' -AsPlainText -Force)
        Stop-FleetServer
        Get-Process -Id $server.ProcessId -ErrorAction Ignore | Should -BeNullOrEmpty
        (Get-FleetConnection).Uri | Should -Be ([uri]'http://127.0.0.1:1')
    }

    It 'stops all servers of this runspace, and of no other' {
        $other = Invoke-InNewRunspace -Script { Start-FleetServer }
        $one = Start-FleetServer
        $two = Start-FleetServer
        (Stop-FleetServer -PassThru).ProcessId | Should -Be $one.ProcessId, $two.ProcessId
        (Get-FleetServer | Where-Object IsRunning).ProcessId | Should -Be $other.ProcessId
    }

    It 'may be said twice' {
        $server = Start-FleetServer
        { Stop-FleetServer; Stop-FleetServer; $server | Stop-FleetServer; Get-FleetServer | Stop-FleetServer } | Should -Not -Throw
    }

    It 'clears up after a server that was killed' {
        $server = Start-FleetServer
        Stop-Process -Id $server.ProcessId -Force
        Stop-FleetServer
        $server.DataPath | Should -Not -Exist
        Get-FleetConnection | Should -BeNullOrEmpty
    }

    It 'stops nothing with -WhatIf' {
        $server = Start-FleetServer
        Stop-FleetServer -WhatIf
        Test-FleetConnection -Quiet | Should -BeTrue
        (Get-FleetServer | Where-Object ProcessId -EQ $server.ProcessId).IsRunning | Should -BeTrue
    }

    It 'reports a server that this process did not start, and stops the others' {
        $server = Start-FleetServer
        $foreign = [Fleet.FleetServer]@{ ProcessId = $PID; Uri = 'http://127.0.0.1:1' }
        $stopped = $foreign, $server | Stop-FleetServer -PassThru -ErrorVariable failures -ErrorAction SilentlyContinue
        $stopped.ProcessId | Should -Be $server.ProcessId
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'ServerNotFound,Fleet.Commands.StopFleetServerCommand'
        $failures[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failures[0].TargetObject | Should -Be $foreign
    }

    It 'refuses null' {
        { Stop-FleetServer -Server $null } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
}
