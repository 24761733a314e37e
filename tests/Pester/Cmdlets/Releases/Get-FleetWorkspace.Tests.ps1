BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Get-FleetWorkspace' {
    BeforeEach {
        $server = Start-RecordingServer
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'reads the settings' {
        $server.Answer('GET', '/v1/workspace', 200, '{"api_version":"v1","kind":"WorkspacePublic","promotion_requires_approval":true,"pricing_catalog_configured":false,"server_version":"1.2.0"}')
        $workspace = Get-FleetWorkspace
        $workspace | Should -BeOfType ([Fleet.FleetWorkspace])
        $workspace.PromotionRequiresApproval, $workspace.PricingCatalogConfigured, $workspace.ServerVersion | Should -Be $true, $false, '1.2.0'
    }

    It 'sends the token of the releases service and no other' {
        $server.Answer('GET', '/v1/workspace', 200, '{"promotion_requires_approval":true,"pricing_catalog_configured":false,"server_version":"1.2.0"}')
        $secret = { ConvertTo-SecureString -String $args[0] -AsPlainText -Force }
        $connection = Connect-Fleet -Uri $server.Uri -ApiKey (& $secret 'sk_test') -ReleasesToken (& $secret 'tok') -PassThru
        [void](Get-FleetWorkspace -Connection $connection)
        @($server.Requests)[-1].Headers['Authorization'] | Should -Be 'Bearer tok'
    }
}
