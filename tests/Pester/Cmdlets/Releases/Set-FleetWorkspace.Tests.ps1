BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Set-FleetWorkspace' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/openapi.json', 200, '{"paths":{"/v1/workspace/settings":{"put":{},"get":{}}}}')
        $server.Answer('PUT', '/v1/workspace/settings', 200, '{"promotion_requires_approval":true}')
        $server.Answer('GET', '/v1/workspace/settings', 200, '{"promotion_requires_approval":true,"promotion_request_ttl":"2d"}')
        $server.Answer('GET', '/v1/workspace', 200, '{"promotion_requires_approval":true,"pricing_catalog_configured":false,"server_version":"1.2.0"}')
        $call = { param([switch] $WhatIf) Set-FleetWorkspace -PromotionRequiresApproval $true -PromotionRequestTtl 2d -Reason why -Actor me -WhatIf:$WhatIf }
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'sends just what is named' {
        $workspace = & $call
        $workspace | Should -BeOfType ([Fleet.FleetWorkspace])
        $workspace.PromotionRequiresApproval, $workspace.Settings.promotion_request_ttl | Should -Be $true, '2d'
        Get-RecordedRequest $server | Should -Be 'GET /openapi.json', 'PUT /v1/workspace/settings', 'GET /v1/workspace', 'GET /v1/workspace/settings'
        @($server.Requests)[1].Body | Should -BeExactly '{"settings":{"promotion_requires_approval":true,"promotion_request_ttl":"2d"},"reason":"why","actor":"me"}'
    }

    It 'sends thresholds and the text of a catalog' {
        $file = Join-Path $TestDrive 'catalog.yaml'
        Set-Content -LiteralPath $file -Value 'catalog_version: c1' -NoNewline
        Set-FleetWorkspace -MinCandidateRuns 100 -MinLowRuns 0 -PricingCatalogPath $file -Reason why -Actor me | Out-Null
        @($server.Requests)[1].Body | Should -BeExactly '{"settings":{"diff":{"min_candidate_runs":100,"min_low_runs":0},"pricing_catalog":"catalog_version: c1"},"reason":"why","actor":"me"}'
    }

    It 'takes the catalog away' {
        Set-FleetWorkspace -NoPricingCatalog -Reason why -Actor me | Out-Null
        @($server.Requests)[1].Body | Should -BeExactly '{"settings":{"pricing_catalog":null},"reason":"why","actor":"me"}'
    }

    It 'refuses a catalog that does not exist and a negative number before anything is sent' {
        { Set-FleetWorkspace -PricingCatalogPath (Join-Path $TestDrive 'none.yaml') -Reason why -ErrorAction Stop } | Should -Throw '*none.yaml*'
        { Set-FleetWorkspace -MinLowRuns -1 -Reason why -ErrorAction Stop } | Should -Throw '*-MinLowRuns must not be negative*'
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses to change nothing' {
        { Set-FleetWorkspace -Reason why } | Should -Throw '*nothing to change*' -ErrorId 'InvalidRequest*'
        $server.Requests | Should -HaveCount 0
    }

    It 'sends nothing with -WhatIf' {
        & $call -WhatIf | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
    }

    It 'says so where the service cannot do it over HTTP, and changes nothing' {
        $server.Answer('GET', '/openapi.json', 200, '{"paths":{"/v1/releases":{"get":{}}}}')
        $caught = try { & $call } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'NotSupported NotImplemented'
        Get-RecordedRequest $server | Should -Be 'GET /openapi.json'
    }
}
