BeforeAll {
    . "$PSScriptRoot/../../common.ps1"

    function ConvertTo-Secret([string] $Text) {
        ConvertTo-SecureString -String $Text -AsPlainText -Force
    }

    $account = '{"team_id":"team-1","team_name":"Team","instance_limit":10,"instance_count":3,"profile_id":null,"profile_name":null}'
}

Describe 'Connect-Fleet' {
    BeforeAll {
        # The user who runs the tests may be logged in.
        $userHome = $env:HOME
        $env:HOME = $TestDrive
    }

    AfterAll {
        $env:HOME = $userHome
    }

    BeforeEach {
        $server = [Fleet.Testing.RecordingServer]::new()
        $server.Answer('GET', '/v1/account', 200, $account)
    }

    AfterEach {
        Get-FleetConnection -All | Disconnect-Fleet
        $server.Dispose()
        Remove-Item -Path Env:FLEET_*, Env:FLIGHTDECK_* -Exclude 'FLEET_TEST_*'
    }

    It 'sends nothing and returns nothing' {
        Connect-Fleet -Uri $server.Uri -ApiKey (ConvertTo-Secret 'sk_test') | Should -BeNullOrEmpty
        $server.Requests | Should -BeNullOrEmpty
    }

    It 'returns the connection with -PassThru, the address serving all three services' {
        $connection = Connect-Fleet -Uri $server.Uri -ApiKey (ConvertTo-Secret 'sk_test') -PassThru
        $connection | Should -BeOfType ([Fleet.FleetConnection])
        $connection.Source | Should -Be 'Connect-Fleet'
        $connection.CredentialKind | Should -Be 'ApiKey'
        $connection.IsDefault | Should -BeTrue
        $connection.Uri, $connection.ReleasesUri, $connection.AgentsUri | Should -Be (@($server.Uri) * 3)
        "$connection" | Should -Be "$($server.Uri)"
    }

    It 'sends the key of <Name>' -ForEach @(
        @{ Name = '-ApiKey'; Variable = $null; Expected = 'Bearer sk_given' }
        @{ Name = 'FLEET_API_KEY'; Variable = 'sk_variable'; Expected = 'Bearer sk_variable' }
    ) {
        $env:FLEET_API_KEY = $Variable
        $given = $Variable ? @{} : @{ ApiKey = ConvertTo-Secret 'sk_given' }
        Connect-Fleet -Uri $server.Uri @given
        $null = Get-FleetAccount
        $server.Requests[0].Headers['Authorization'] | Should -Be $Expected
    }

    It 'says which PowerShell calls' {
        Connect-Fleet -Uri $server.Uri -ApiKey (ConvertTo-Secret 'sk_test')
        $null = Get-FleetAccount
        $server.Requests[0].Headers['User-Agent'] | Should -BeLike "Fleet/* (PowerShell $($PSVersionTable.PSVersion); *"
    }

    It 'prefers the given key to that of the environment' {
        $env:FLEET_API_KEY = 'sk_variable'
        Connect-Fleet -Uri $server.Uri -ApiKey (ConvertTo-Secret 'sk_given')
        $null = Get-FleetAccount
        $server.Requests[0].Headers['Authorization'] | Should -Be 'Bearer sk_given'
    }

    It 'sends a token and its team' {
        $connection = Connect-Fleet -Uri $server.Uri -Jwt (ConvertTo-Secret 'a.b.c') -TeamId 'team-9' -PassThru
        $connection.CredentialKind | Should -Be 'Jwt'
        $connection.TeamId | Should -Be 'team-9'
        $null = Get-FleetAccount
        $server.Requests[0].Headers['X-JWT-Token'] | Should -Be 'a.b.c'
        $server.Requests[0].Headers['X-Team-ID'] | Should -Be 'team-9'
        $server.Requests[0].Headers.ContainsKey('Authorization') | Should -BeFalse
    }

    It 'adds -Header to every request' {
        Connect-Fleet -Uri $server.Uri -ApiKey (ConvertTo-Secret 'sk_test') -Header @{ 'X-Tenant' = 7 }
        $null = Get-FleetAccount
        $server.Requests[0].Headers['X-Tenant'] | Should -Be '7'
    }

    It 'sends with -HttpClient, and does not close it' {
        $client = [System.Net.Http.HttpClient]::new()
        $client.DefaultRequestHeaders.Add('X-Mine', 'yes')
        Connect-Fleet -Uri $server.Uri -ApiKey (ConvertTo-Secret 'sk_test') -HttpClient $client
        $null = Get-FleetAccount
        $server.Requests[0].Headers['X-Mine'] | Should -Be 'yes'
        Disconnect-Fleet
        $client.GetStringAsync("$($server.Uri)v1/account").GetAwaiter().GetResult() | Should -Match 'team-1'
        $client.Dispose()
    }

    It 'sends through -Proxy' {
        # The listener takes requests for its own host alone; a proxy sees the whole address.
        $server.Answer('GET', 'http://127.0.0.1:1/v1/account', 200, $account)
        Connect-Fleet -Uri 'http://127.0.0.1:1' -ApiKey (ConvertTo-Secret 'sk_test') -Proxy $server.Uri
        (Get-FleetAccount).TeamId | Should -Be 'team-1'
    }

    It 'repeats a call as often as -MaxRetries says' {
        $server.Answer('GET', '/v1/account', 503, '{"detail":"busy"}')
        Connect-Fleet -Uri $server.Uri -ApiKey (ConvertTo-Secret 'sk_test') -MaxRetries 0
        { Get-FleetAccount } | Should -Throw -ErrorId 'ServiceUnavailable,*'
        $server.Requests.Count | Should -Be 1
    }

    It 'ends a call after -TimeoutSeconds' {
        $server.Hold('GET', '/v1/account', 200, $account)
        Connect-Fleet -Uri $server.Uri -ApiKey (ConvertTo-Secret 'sk_test') -TimeoutSeconds 1 -MaxRetries 0
        $failure = { Get-FleetAccount } | Should -Throw -ErrorId 'TimedOut,*' -PassThru
        $failure.CategoryInfo.Category | Should -Be 'OperationTimeout'
    }

    It 'takes certificate authorities as objects and as paths from the current location' {
        $key = [System.Security.Cryptography.ECDsa]::Create()
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=Fleet test', $key, 'SHA256')
        $certificate = $request.CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-1), [DateTimeOffset]::UtcNow.AddDays(1))
        Set-Content -LiteralPath 'TestDrive:/two.pem' -Value ($certificate.ExportCertificatePem(), $certificate.ExportCertificatePem())
        [System.IO.File]::WriteAllBytes((Join-Path $TestDrive 'one.cer'), $certificate.Export('Cert'))
        $common = @{ Uri = $server.Uri; ApiKey = ConvertTo-Secret 'sk_test' }
        Push-Location -Path 'TestDrive:/'
        try {
            { Connect-Fleet @common -CertificateAuthority $certificate } | Should -Not -Throw
            { Connect-Fleet @common -CertificateAuthority './two.pem', $certificate, 'one.cer' } | Should -Not -Throw
            { Connect-Fleet @common -CertificateAuthority './none.pem' } |
                Should -Throw -ErrorId 'ParameterArgumentTransformationError,*' -ExpectedMessage '*none.pem*'
        }
        finally {
            Pop-Location
        }
    }

    It 'keeps the connections before it open' {
        $first = Connect-Fleet -Uri $server.Uri -ApiKey (ConvertTo-Secret 'sk_first') -PassThru
        Connect-Fleet -Uri $server.Uri -ApiKey (ConvertTo-Secret 'sk_second')
        $null = Get-FleetAccount -Connection $first
        $null = Get-FleetAccount
        $server.Requests.ForEach({ $_.Headers['Authorization'] }) | Should -Be 'Bearer sk_first', 'Bearer sk_second'
    }

    It 'leaves the default unchanged when it fails' {
        Connect-Fleet -Uri $server.Uri -ApiKey (ConvertTo-Secret 'sk_first')
        { Connect-Fleet -Uri 'ftp://elsewhere' } | Should -Throw -ErrorId 'InvalidRequest,*'
        (Get-FleetConnection).Uri | Should -Be $server.Uri
    }

    Context 'addresses' {
        It 'takes what is not given from the environment' {
            $env:FLEET_BASE_URL = $server.Uri
            $env:FLEET_RELEASES_URL = 'http://releases.invalid'
            $env:FLEET_AGENTS_URL = 'http://agents.invalid'
            $connection = Connect-Fleet -ApiKey (ConvertTo-Secret 'sk_test') -AgentsUri 'http://mine.invalid' -PassThru
            $connection.Uri | Should -Be $server.Uri
            $connection.ReleasesUri | Should -Be ([uri]'http://releases.invalid')
            $connection.AgentsUri | Should -Be ([uri]'http://mine.invalid')
        }

        It 'does not mix a given address with others of the environment' {
            $env:FLEET_BASE_URL = 'not an address'
            $env:FLEET_RELEASES_URL = 'http://releases.invalid'
            $connection = Connect-Fleet -Uri $server.Uri -ApiKey (ConvertTo-Secret 'sk_test') -PassThru
            $connection.ReleasesUri | Should -Be $server.Uri
        }

        It 'is the hosted service, for environments alone, when nothing says otherwise' {
            $connection = Connect-Fleet -ApiKey (ConvertTo-Secret 'sk_test') -PassThru
            $connection.Uri.Host | Should -Be 'orchestrator.fleetai.com'
            $connection.ReleasesUri, $connection.AgentsUri | Should -Be $null, $null
        }
    }

    Context 'a secret of a vault' {
        BeforeAll {
            # Stands in for the real module: the command is called by its full name, so that nothing else can answer for it.
            $module = New-Item -ItemType Directory -Path (Join-Path $TestDrive 'Microsoft.PowerShell.SecretManagement')
            Set-Content -LiteralPath (Join-Path $module 'Microsoft.PowerShell.SecretManagement.psm1') -Value @'
function Get-Secret {
    [CmdletBinding()] param([string] $Name, [string] $Vault)
    switch ($Name) {
        'secure' { ConvertTo-SecureString -String "sk_secure$Vault" -AsPlainText -Force }
        'text' { 'sk_text' }
        'credential' { [pscredential]::new('user', (ConvertTo-SecureString -String 'sk_credential' -AsPlainText -Force)) }
        'table' { @{ a = 1 } }
        'none' { }
        default { throw 'the vault is locked' }
    }
}
'@
            $modulePath = $env:PSModulePath
            $env:PSModulePath = $TestDrive, $modulePath -join [System.IO.Path]::PathSeparator
        }

        AfterAll {
            Remove-Module -Name 'Microsoft.PowerShell.SecretManagement' -ErrorAction Ignore
            $env:PSModulePath = $modulePath
        }

        It 'may be <Secret>' -ForEach @(
            @{ Secret = 'secure'; Vault = @{ Vault = 'V' }; Expected = 'Bearer sk_secureV' }
            @{ Secret = 'text'; Vault = @{}; Expected = 'Bearer sk_text' }
            @{ Secret = 'credential'; Vault = @{}; Expected = 'Bearer sk_credential' }
        ) {
            Connect-Fleet -Uri $server.Uri -SecretName $Secret @Vault
            $null = Get-FleetAccount
            $server.Requests[0].Headers['Authorization'] | Should -Be $Expected
        }

        It 'is refused when it is <Secret>: <Text>' -ForEach @(
            @{ Secret = 'table'; Text = '*Hashtable*' }
            @{ Secret = 'none'; Text = '*no secret ''none''*' }
            @{ Secret = 'locked'; Text = '*the vault is locked*' }
        ) {
            $failure = { Connect-Fleet -Uri $server.Uri -SecretName $Secret } | Should -Throw -ExpectedMessage $Text -PassThru
            $failure.TargetObject | Should -Be $Secret
        }
    }

    It 'names the module to install when -SecretName cannot be read' {
        # Where the module is installed it is not found for as long as this takes.
        $folders = $env:PSModulePath
        $env:PSModulePath = Join-Path $PSHOME 'Modules'
        try {
            { Connect-Fleet -Uri $server.Uri -SecretName 'any' } | Should -Throw -ExpectedMessage '*Install-PSResource Microsoft.PowerShell.SecretManagement*'
        }
        finally {
            $env:PSModulePath = $folders
        }
    }

    Context 'what it refuses' {
        It '<Name>' -ForEach @(
            @{ Name = 'an address without http'; With = @{ Uri = 'localhost:8000' }; Text = '*-Uri is not an http or https address*' }
            @{ Name = 'a relative address'; With = @{ Uri = 'fleet' }; Text = '*-Uri is not an http or https address*' }
            @{ Name = 'an empty address'; With = @{ Uri = '' }; Text = '*-Uri is not an http or https address*' }
            @{ Name = 'an address with a query'; With = @{ Uri = 'http://h/?a=b' }; Text = '*-Uri has a query*' }
            @{ Name = 'another address of no service'; With = @{ ReleasesUri = 'file:///x' }; Text = '*-ReleasesUri is not an http*' }
            @{ Name = 'a token without a team'; With = @{ Jwt = [securestring]::new() }; Text = '*-Jwt requires -TeamId*' }
            @{ Name = 'a team without a token'; With = @{ TeamId = 'team-1' }; Text = '*-TeamId requires -Jwt*' }
            @{ Name = 'a vault without a secret'; With = @{ Vault = 'v' }; Text = '*-Vault requires -SecretName*' }
            @{ Name = 'an empty key'; With = @{ ApiKey = [securestring]::new() }; Text = '*-ApiKey is empty*' }
            @{ Name = 'a header name with a space'; With = @{ Header = @{ 'X A' = 'v' } }; Text = "*-Header*'X A'*" }
            @{ Name = 'the hosted service without credentials'; With = @{}; Text = '*needs credentials*Start-FleetServer*' }
        ) {
            $failure = { Connect-Fleet @With } | Should -Throw -ErrorId 'InvalidRequest,*' -ExpectedMessage $Text -PassThru
            $failure.CategoryInfo.Category | Should -Be 'InvalidData'
            $failure.Exception | Should -BeOfType ([Fleet.FleetValidationException])
        }

        It '-HttpClient together with -Proxy' {
            $client = [System.Net.Http.HttpClient]::new()
            { Connect-Fleet -Uri $server.Uri -HttpClient $client -Proxy 'http://proxy.invalid' } | Should -Throw -ExpectedMessage '*-HttpClient has its own settings*'
        }

        It 'a key that cannot stand in a header, without showing it' {
            $failure = { Connect-Fleet -Uri $server.Uri -ApiKey (ConvertTo-Secret "sk_top`nsecret") } | Should -Throw -ErrorId 'InvalidRequest,*' -PassThru
            "$($failure | Format-List -Property * -Force | Out-String)" | Should -Not -Match 'sk_top'
        }

        It 'a header value of two lines, without showing it' {
            $failure = { Connect-Fleet -Uri $server.Uri -Header @{ 'X-A' = "sk_top`nsecret" } } | Should -Throw -ErrorId 'InvalidRequest,*' -PassThru
            $failure.Exception.Message | Should -Match 'X-A'
            $failure.Exception.Message | Should -Not -Match 'sk_top'
        }

        It 'an address with a password in it, without showing it' {
            $failure = { Connect-Fleet -Uri 'http://user:sk_top@h/' } | Should -Throw -ExpectedMessage '*contains a user name*' -PassThru
            "$($failure.Exception.Message) $($failure.TargetObject)" | Should -Not -Match 'sk_top'
        }

        It 'null, empty and blank text for -<_>' -ForEach 'TeamId', 'SecretName', 'Vault', 'AgentsUser' {
            foreach ($nothing in $null, '', ' ') {
                $with = @{ $_ = $nothing }
                { Connect-Fleet @with } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
            }
        }
    }
}
