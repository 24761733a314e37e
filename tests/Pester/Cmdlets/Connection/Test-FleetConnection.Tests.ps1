BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
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
        Get-RecordedRequest $server | Should -Be 'GET /v1/account', 'GET /health', 'GET /api/agents'
    }

    It 'says that the releases service answers' {
        $server.Answer('GET', '/v1/account', 200, $account)
        $server.Answer('GET', '/health', 200, '{"status":"ok","mutation_auth":"loopback","read_auth":"open"}')
        $server.Answer('GET', '/v1/workspace', 200, '{"promotion_requires_approval":true,"pricing_catalog_configured":false,"server_version":"1.2.0"}')
        $status = Test-FleetConnection
        $status.Service | Should -Be 'Environments', 'Releases'
        $status.Success | Should -Be $true, $true
        $status[1].Message | Should -Be 'ok: version 1.2.0, promotions need approval'
        $server.Answer('GET', '/v1/workspace', 401, '{"detail":"Missing or invalid API token for read route."}')
        $status = Test-FleetConnection
        $status[1].Error | Should -BeOfType ([Fleet.FleetAuthenticationException])
        Test-FleetConnection -Quiet | Should -BeFalse
    }

    It 'says that the agents service answers' {
        $server.Answer('GET', '/v1/account', 200, $account)
        $agent = '{"id":"agentagent","type":"t","name":"A","description":null,"created_at":"2026-05-01T12:00:00Z"}'
        $server.Answer('GET', '/api/agents', 200, "{`"data`":[$agent,$agent]}")
        $status = Test-FleetConnection
        $status.Service | Should -Be 'Environments', 'Agents'
        $status.Success | Should -Be $true, $true
        $status[1].Message | Should -Be '2 agents'
        $server.Answer('GET', '/api/agents', 500, '{"detail":"broken"}')
        Test-FleetConnection -Quiet | Should -BeFalse
    }

    It 'says that an agents service of its own does not answer' {
        $server.Answer('GET', '/v1/account', 200, $account)
        Connect-Fleet -Uri $server.Uri -ApiKey $key -AgentsUri 'http://127.0.0.1:1'
        $status = Test-FleetConnection
        $status.Service | Should -Be 'Environments', 'Agents'
        $status.Success | Should -Be $true, $false
    }

    It 'says that a releases service of its own does not answer' {
        $server.Answer('GET', '/v1/account', 200, $account)
        Connect-Fleet -Uri $server.Uri -ApiKey $key -ReleasesUri 'http://127.0.0.1:1'
        (Test-FleetConnection).Success | Should -Be $true, $false
    }

    It 'says that the key is refused, and asks once' {
        $server.Answer('GET', '/v1/account', 401, '{"detail":"Invalid API key"}')
        $status = Test-FleetConnection
        $status.Success | Should -BeFalse
        $status.Error | Should -BeOfType ([Fleet.FleetAuthenticationException])
        $status.Message | Should -Be $status.Error.Message
        Get-RecordedRequest $server | Should -Be 'GET /v1/account', 'GET /health', 'GET /api/agents'
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
