BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
    $key = ConvertTo-SecureString -String 'sk_test_secret' -AsPlainText -Force
    $account = '{"team_id":"team-1","team_name":"Team","instance_limit":10,"instance_count":3,"profile_id":null,"profile_name":null}'
}

Describe 'Get-FleetConnection' {
    BeforeAll {
        # The user who runs the tests may be logged in.
        $userHome = $env:HOME
        $env:HOME = $TestDrive
    }

    AfterAll {
        $env:HOME = $userHome
    }

    AfterEach {
        Get-FleetConnection -All | Disconnect-Fleet
        Get-ChildItem -Path Env:FLEET_*, Env:FLIGHTDECK_* | Where-Object Name -NotLike 'FLEET_TEST_*' | Remove-Item
    }

    It 'gets the default of the runspace' {
        Connect-Fleet -Uri 'http://one.invalid' -ApiKey $key
        Connect-Fleet -Uri 'http://two.invalid' -ApiKey $key
        $connection = Get-FleetConnection
        $connection | Should -HaveCount 1
        $connection | Should -BeOfType ([Fleet.FleetConnection])
        $connection.Uri | Should -Be ([uri]'http://two.invalid')
        $connection.IsDefault | Should -BeTrue
    }

    It 'gets all with -All, the default marked' {
        Connect-Fleet -Uri 'http://one.invalid' -ApiKey $key
        Connect-Fleet -Uri 'http://two.invalid' -ApiKey $key
        $all = Get-FleetConnection -All
        $all | Should -HaveCount 2
        ($all | Where-Object IsDefault).Uri | Should -Be ([uri]'http://two.invalid')
    }

    It 'is the only one that is the default of its runspace' {
        Connect-Fleet -Uri 'http://one.invalid' -ApiKey $key
        $other = Invoke-InNewRunspace -Script {
            $secret = ConvertTo-SecureString -String 'sk_other' -AsPlainText -Force
            Connect-Fleet -Uri 'http://two.invalid' -ApiKey $secret
            Get-FleetConnection
        }
        $other.Uri | Should -Be ([uri]'http://two.invalid')
        (Get-FleetConnection).Uri | Should -Be ([uri]'http://one.invalid')
    }

    It 'shows no secret, whatever is asked of it' {
        Connect-Fleet -Uri 'http://one.invalid' -ApiKey $key -ReleasesToken $key -Header @{ 'X-A' = 'sk_test_secret' }
        $connection = Get-FleetConnection
        $shown = ($connection | Format-List -Property * -Force | Out-String), ($connection | ConvertTo-Json -Depth 10), "$connection",
            ($connection | ConvertTo-Csv | Out-String), [System.Management.Automation.PSSerializer]::Serialize($connection)
        $shown | Should -Not -Match 'sk_test_secret'
    }

    Context 'with the environment variables alone' {
        It 'is nothing when none is set' {
            Invoke-InNewRunspace -Script { Get-FleetConnection } | Should -BeNullOrEmpty
        }

        It 'is the hosted service for a key without an address' {
            $env:FLEET_API_KEY = 'sk_test_secret'
            $connection = Invoke-InNewRunspace -Script { Get-FleetConnection }
            $connection.Source | Should -Be 'Environment variables'
            $connection.CredentialKind | Should -Be 'ApiKey'
            $connection.Uri.Host | Should -Be 'orchestrator.fleetai.com'
            $connection.ReleasesUri, $connection.AgentsUri | Should -Be $null, $null
        }

        It 'serves all three services from an address of one''s own' {
            $env:FLEET_BASE_URL = 'http://one.invalid'
            $connection = Invoke-InNewRunspace -Script { Get-FleetConnection }
            $connection.CredentialKind | Should -Be 'None'
            "$($connection.Uri)", "$($connection.ReleasesUri)", "$($connection.AgentsUri)" | Should -Be (@('http://one.invalid/') * 3)
        }

        It 'takes the addresses of the other two' {
            $env:FLEET_API_KEY = 'sk_test_secret'
            $env:FLEET_RELEASES_URL = 'http://releases.invalid'
            $env:FLEET_AGENTS_URL = 'http://agents.invalid'
            $connection = Invoke-InNewRunspace -Script { Get-FleetConnection }
            "$($connection.ReleasesUri)", "$($connection.AgentsUri)" | Should -Be 'http://releases.invalid/', 'http://agents.invalid/'
        }

        It 'changes with the variables, and back again' {
            $env:FLEET_BASE_URL = 'http://one.invalid'
            $first = Invoke-InNewRunspace -Script { Get-FleetConnection }
            $env:FLEET_BASE_URL = 'http://two.invalid'
            $second = Invoke-InNewRunspace -Script { Get-FleetConnection }
            $env:FLEET_BASE_URL = 'http://one.invalid'
            $third = Invoke-InNewRunspace -Script { Get-FleetConnection }
            $second.Uri | Should -Be ([uri]'http://two.invalid')
            $third.ConnectionId | Should -Be $first.ConnectionId
        }

        It 'names the variable that is not an address' {
            $env:FLEET_BASE_URL = 'localhost:80'
            { Invoke-InNewRunspace -Script { Get-FleetConnection } } | Should -Throw -ExpectedMessage '*FLEET_BASE_URL is not an http or https address*'
        }

        It 'is the stored login of the original when there is no key, for the hosted service alone' -Skip:$IsWindows {
            $login = New-Item -ItemType File -Force -Path (Join-Path $TestDrive '.fleet/credentials.json') -Value (ConvertTo-Json @{
                email = 'me@example.com'; access_token = 'e30.e30.sk_test_secret'; refresh_token = 'sk_test_secret'; team_id = 'team-7'; team_name = 'Seven'; expires_at = $null
            })
            try {
                $connection = Invoke-InNewRunspace -Script { Get-FleetConnection }
                $connection.CredentialKind | Should -Be 'StoredLogin'
                $connection.TeamId | Should -Be 'team-7'
                $connection.Uri.Host | Should -Be 'orchestrator.fleetai.com'

                $env:FLEET_BASE_URL = 'http://one.invalid'
                (Invoke-InNewRunspace -Script { Get-FleetConnection }).CredentialKind | Should -Be 'None'

                Remove-Item -Path Env:FLEET_BASE_URL
                $env:FLEET_API_KEY = 'sk_test_secret'
                (Invoke-InNewRunspace -Script { Get-FleetConnection }).CredentialKind | Should -Be 'ApiKey'
            }
            finally {
                $login | Remove-Item
            }
        }

        It 'can be used by id after the variables changed' {
            $server = [Fleet.Testing.RecordingServer]::new()
            $server.Answer('GET', '/v1/account', 200, $account)
            $env:FLEET_API_KEY = 'sk_old'
            $env:FLEET_BASE_URL = $server.Uri
            $connection = Invoke-InNewRunspace -Script { Get-FleetConnection }
            $env:FLEET_API_KEY = 'sk_new'
            (Get-FleetAccount -Connection $connection).TeamId | Should -Be 'team-1'
            $null = Invoke-InNewRunspace -Script { Get-FleetAccount }
            $server.Requests.ForEach({ $_.Headers['Authorization'] }) | Should -Be 'Bearer sk_old', 'Bearer sk_new'
            $server.Dispose()
        }
    }
}
