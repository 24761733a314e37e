BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
    $key = ConvertTo-SecureString -String 'sk_test' -AsPlainText -Force
    $account = '{"team_id":"team-1","team_name":"Team","instance_limit":10,"instance_count":3,"profile_id":null,"profile_name":null}'
}

Describe 'Disconnect-Fleet' {
    BeforeEach {
        $server = [Fleet.Testing.RecordingServer]::new()
        $server.Answer('GET', '/v1/account', 200, $account)
    }

    AfterEach {
        Get-FleetConnection -All | Disconnect-Fleet
        $server.Dispose()
        Remove-Item -Path Env:FLEET_API_KEY, Env:FLEET_BASE_URL -ErrorAction Ignore
    }

    It 'closes the default and leaves the session disconnected' {
        Connect-Fleet -Uri $server.Uri -ApiKey $key
        Disconnect-Fleet | Should -BeNullOrEmpty
        Get-FleetConnection -All | Should -BeNullOrEmpty
        $failure = { Get-FleetAccount } | Should -Throw -ErrorId 'ConnectionFailed,*' -ExpectedMessage '*disconnected*' -PassThru
        $failure.CategoryInfo.Category | Should -Be 'ConnectionError'
        $failure.Exception | Should -BeOfType ([Fleet.FleetConnectionException])
    }

    It 'closes the piped connections alone' {
        $first = Connect-Fleet -Uri $server.Uri -ApiKey $key -PassThru
        $second = Connect-Fleet -Uri $server.Uri -ApiKey $key -PassThru
        $third = Connect-Fleet -Uri $server.Uri -ApiKey $key -PassThru
        $first, $second | Disconnect-Fleet
        (Get-FleetConnection -All).ConnectionId | Should -Be $third.ConnectionId
        { Get-FleetAccount -Connection $first } | Should -Throw -ErrorId 'ConnectionFailed,*' -ExpectedMessage '*was closed*'
        (Get-FleetAccount).TeamId | Should -Be 'team-1'
    }

    It 'may be said twice, and without a connection' {
        $connection = Connect-Fleet -Uri $server.Uri -ApiKey $key -PassThru
        { Disconnect-Fleet; Disconnect-Fleet; $connection | Disconnect-Fleet } | Should -Not -Throw
    }

    It 'does not fall back to the environment variables' {
        $env:FLEET_BASE_URL = $server.Uri
        $env:FLEET_API_KEY = 'sk_variable'
        Connect-Fleet -Uri $server.Uri -ApiKey $key
        Disconnect-Fleet
        Get-FleetConnection | Should -BeNullOrEmpty
        { Get-FleetAccount } | Should -Throw -ExpectedMessage '*disconnected*'
        $server.Requests | Should -BeNullOrEmpty
    }

    It 'ends the use of the environment variables in this session alone' {
        $env:FLEET_BASE_URL = $server.Uri
        $env:FLEET_API_KEY = 'sk_variable'
        Invoke-InNewRunspace -Script { Get-FleetConnection | Disconnect-Fleet; Get-FleetConnection } | Should -BeNullOrEmpty
        Invoke-InNewRunspace -Script { (Get-FleetAccount).TeamId } | Should -Be 'team-1'
    }

    It 'closes the default of another runspace when that connection is given' {
        $connection = Connect-Fleet -Uri $server.Uri -ApiKey $key -PassThru
        Invoke-InNewRunspace -Script { param($Connection) Disconnect-Fleet -Connection $Connection } -ArgumentList $connection
        Get-FleetConnection | Should -BeNullOrEmpty
    }

    It 'refuses null' {
        { Disconnect-Fleet -Connection $null } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
}
