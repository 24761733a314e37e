BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
    $account = '{"team_id":"team-1","team_name":"Team","instance_limit":10,"instance_count":3,"profile_id":"p","profile_name":"Me","later":1}'
}

Describe 'Get-FleetAccount' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/v1/account', 200, $account)
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'gets the account with one request' {
        $found = Get-FleetAccount
        $found | Should -BeOfType ([Fleet.FleetAccount])
        $found.TeamId | Should -Be 'team-1'
        $found.ProfileName | Should -Be 'Me'
        $found.Available | Should -Be 7
        Get-RecordedRequest $server | Should -Be 'GET /v1/account'
    }

    It 'maps <Status> to <Id>' -ForEach @(
        @{ Status = 401; Id = 'AuthenticationFailed'; Category = 'AuthenticationError'; Type = 'FleetAuthenticationException' }
        @{ Status = 403; Id = 'PermissionDenied'; Category = 'PermissionDenied'; Type = 'FleetPermissionException' }
        @{ Status = 404; Id = 'NotFound'; Category = 'ObjectNotFound'; Type = 'FleetNotFoundException' }
        @{ Status = 422; Id = 'InvalidRequest'; Category = 'InvalidData'; Type = 'FleetValidationException' }
    ) {
        $server.Answer('GET', '/v1/account', $Status, '{"detail":"no"}')
        $failure = { Get-FleetAccount } | Should -Throw -ErrorId "*$Id,Fleet.Commands.GetFleetAccountCommand" -PassThru
        $failure.CategoryInfo.Category | Should -Be $Category
        $failure.Exception.GetType().FullName | Should -Be "Fleet.$Type"
        $failure.Exception.StatusCode | Should -Be $Status
    }

    It 'says that something else than the service answers: <Id>' -ForEach @(
        @{ Status = 200; Id = 'AnswerUnreadable'; Category = 'InvalidResult'; Text = '*Check that http://127.0.0.1:* is that of the service.' }
        @{ Status = 302; Id = 'Redirected'; Category = 'ConnectionError'; Text = '*Use the service''s own address.' }
    ) {
        $server.Answer('GET', '/v1/account', $Status, '<html>Log in first</html>')
        $failure = { Get-FleetAccount } | Should -Throw $Text -ErrorId "$Id,Fleet.Commands.GetFleetAccountCommand" -PassThru
        $failure.CategoryInfo.Category | Should -Be $Category
    }

    It 'ends when it is stopped while the service takes its time' {
        $server.Hold('GET', '/v1/account', 200, $account)
        $shell = New-TestShell
        try {
            [void]$shell.AddScript('param($Connection) Get-FleetAccount -Connection $Connection').AddArgument((Get-FleetConnection))
            $running = $shell.BeginInvoke()
            $server.WaitForRequests(1) | Should -BeTrue
            Wait-Ended $shell.BeginStop($null, $null)
            Wait-Ended $running
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        }
        finally {
            $server.Release()
            Remove-TestShell $shell
        }
    }

    It 'works in ForEach-Object -Parallel with -Connection' {
        $connection = Get-FleetConnection
        $found = 1..8 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module -Name $using:ModulePath
            (Get-FleetAccount -Connection $using:connection).TeamId
        }
        $found | Should -Be (@('team-1') * 8)
        $server.Requests | Should -HaveCount 8
    }

    It 'takes the connection from $PSDefaultParameterValues' {
        $PSDefaultParameterValues = @{ '*-Fleet*:Connection' = Get-FleetConnection }
        $other = Connect-Fleet -Uri 'http://127.0.0.1:1' -ApiKey (ConvertTo-SecureString -String 'x' -AsPlainText -Force) -PassThru
        (Get-FleetAccount).TeamId | Should -Be 'team-1'
        Disconnect-Fleet -Connection $other
    }

    It 'shows each request with <Name>, without a key and without a prompt' -ForEach @(
        @{ Name = '-Verbose'; Script = 'param($Connection) Get-FleetAccount -Connection $Connection -Verbose'; Lines = 'Verbose' }
        @{ Name = '-Debug'; Script = 'param($Connection) Get-FleetAccount -Connection $Connection -Debug'; Lines = 'Debug' }
        @{ Name = '-Debug and $VerbosePreference'; Script = 'param($Connection) $VerbosePreference = "Continue"; Get-FleetAccount -Connection $Connection -Debug'; Lines = 'Debug' }
        @{ Name = '$DebugPreference'; Script = 'param($Connection) $DebugPreference = "Continue"; Get-FleetAccount -Connection $Connection'; Lines = 'Debug' }
    ) {
        $shell = New-TestShell
        try {
            $shell.AddScript($Script).AddArgument((Get-FleetConnection)).Invoke().TeamId | Should -Be 'team-1'
            $shell.Streams.$Lines -join "`n" | Should -Match 'GET .*/v1/account'
            $shell.Recorder.Lines -match 'PROMPT' | Should -BeNullOrEmpty
            @($shell.Streams.Verbose) + @($shell.Streams.Debug) + @($shell.Recorder.Lines) -join "`n" | Should -Not -Match 'sk_test'
        }
        finally {
            Remove-TestShell $shell
        }
    }
}
