BeforeAll {
    . "$PSScriptRoot/../common.ps1"
    $key = ConvertTo-SecureString -String 'sk_test' -AsPlainText -Force
    $account = '{"team_id":"team-1","team_name":"Team","instance_limit":10,"instance_count":3,"profile_id":null,"profile_name":null}'
}

Describe 'Test-FleetConnection' {
    BeforeEach {
        $server = Start-RecordingServer
    }

    AfterEach {
        Stop-RecordingServer $server
        Get-FleetConnection -All | Disconnect-Fleet
    }

    It 'says that the service answers' {
        $server.Answer('GET', '/v1/account', 200, $account)
        $status = Test-FleetConnection
        $status | Should -BeOfType ([Fleet.FleetServiceStatus])
        $status.Service | Should -Be 'Environments'
        $status.Uri | Should -Be $server.Uri
        $status.Success | Should -BeTrue
        $status.Latency | Should -BeGreaterThan ([timespan]::Zero)
        $status.Message | Should -Be 'Team: 3 of 10 instances in use'
        $status.Error | Should -BeNullOrEmpty
        Get-RecordedRequest $server | Should -Be 'GET /v1/account'
    }

    It 'says that the key is refused, and asks once' {
        $server.Answer('GET', '/v1/account', 401, '{"detail":"Invalid API key"}')
        $status = Test-FleetConnection
        $status.Success | Should -BeFalse
        $status.Error | Should -BeOfType ([Fleet.FleetAuthenticationException])
        $status.Message | Should -Be $status.Error.Message
        Get-RecordedRequest $server | Should -Be 'GET /v1/account'
    }

    It 'says that nobody answers, without an error and without trying again' {
        Connect-Fleet -Uri 'http://127.0.0.1:1' -ApiKey $key
        $status = Test-FleetConnection -ErrorAction Stop
        $status.Success | Should -BeFalse
        $status.Latency | Should -BeNullOrEmpty
        $status.Error | Should -BeOfType ([Fleet.FleetConnectionException])
        $status.Error.Attempts | Should -Be 1
    }

    It 'says that the connection broke, without an error and without trying again' {
        $server.Drop('GET', '/v1/account')
        $status = Test-FleetConnection -ErrorAction Stop
        $status.Success | Should -BeFalse
        $status.Error | Should -BeOfType ([Fleet.FleetConnectionException])
        Get-RecordedRequest $server | Should -Be 'GET /v1/account'
    }

    It 'tests the piped connections' {
        $server.Answer('GET', '/v1/account', 200, $account)
        $dead = Connect-Fleet -Uri 'http://127.0.0.1:1' -ApiKey $key -PassThru
        $live = Connect-Fleet -Uri $server.Uri -ApiKey $key -PassThru
        ($dead, $live | Test-FleetConnection).Success | Should -Be $false, $true
    }

    It 'fails for no connection' {
        Disconnect-Fleet
        { Test-FleetConnection -ErrorAction Stop } | Should -Throw -ErrorId 'ConnectionFailed,*'
    }

    Context '-Quiet' {
        It 'is one true when all answer' {
            $server.Answer('GET', '/v1/account', 200, $account)
            $connection = Get-FleetConnection
            $result = $connection, $connection | Test-FleetConnection -Quiet
            $result | Should -HaveCount 1
            $result | Should -BeTrue
            $result | Should -BeOfType ([bool])
        }

        It 'is one false when one does not' {
            $server.Answer('GET', '/v1/account', 200, $account)
            $live = Get-FleetConnection
            $dead = Connect-Fleet -Uri 'http://127.0.0.1:1' -ApiKey $key -PassThru
            $dead, $live | Test-FleetConnection -Quiet | Should -Be $false
        }

        It 'is false without a connection, and no error' {
            Disconnect-Fleet
            Test-FleetConnection -Quiet -ErrorAction Stop | Should -Be $false
        }

        It 'is false when nothing is piped in' {
            @() | Test-FleetConnection -Quiet | Should -Be $false
        }
    }
}
