BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Get-FleetServer' {
    AfterEach {
        Get-FleetServer | Stop-FleetServer
    }

    It 'gets the servers of this process, those of other runspaces included' {
        $other = Invoke-InNewRunspace -Script { Start-FleetServer }
        $own = Start-FleetServer
        $running = Get-FleetServer | Where-Object IsRunning
        $running | Should -BeOfType ([Fleet.FleetServer])
        $running.ProcessId | Should -Be $other.ProcessId, $own.ProcessId
        $running.Status | Should -Be 'running', 'running'
    }

    It 'says that a server has ended, how, and what it wrote last' {
        $server = Start-FleetServer
        Stop-Process -Id $server.ProcessId -Force
        Wait-Process -Id $server.ProcessId -ErrorAction Ignore
        $ended = Get-FleetServer | Where-Object ProcessId -EQ $server.ProcessId
        $ended.Status | Should -Be 'stopped'
        $ended.IsRunning | Should -BeFalse
        $ended.ExitCode | Should -Not -Be 0
    }

    It 'says at once that nobody is left to ask' {
        $server = Start-FleetServer
        Stop-Process -Id $server.ProcessId -Force
        Wait-Process -Id $server.ProcessId -ErrorAction Ignore
        $failure = { Get-FleetAccount } | Should -Throw -ErrorId 'ConnectionFailed,*' -ExpectedMessage '*ended unexpectedly*Start-FleetServer*' -PassThru
        $failure.Exception.Attempts | Should -Be 0
    }
}
