BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Import-FleetPriceTable' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/openapi.json', 200, '{"paths":{"/v1/pricing/import":{"post":{}}}}')
        $server.Answer('POST', '/v1/pricing/import', 200, '{"import_id":"pim_1","provider":"acme","pricing_version":"v 1","action":"insert","reason":"why","actor":"me","old_pricing":null,"new_pricing":{"provider":"acme","pricing_version":"v 1","entries":[{"model":"nova","input_usd_per_1k_tokens":1.5,"output_usd_per_1k_tokens":2.0,"cached_input_usd_per_1k_tokens":null}]},"new_checksum":"00","created_at":"2026-05-01T12:00:00+00:00"}')
        $path = Join-Path $TestDrive 'prices.yaml'
        Set-Content -NoNewline -LiteralPath $path -Value 'provider: acme'
        $call = { param([switch] $WhatIf) Import-FleetPriceTable $path -Reason why -Actor me -WhatIf:$WhatIf }
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'sends the file' {
        $table = & $call
        $table | Should -BeOfType ([Fleet.FleetPriceTable])
        $table.Entries[0].OutputUsdPer1kTokens, $table.Checksum | Should -Be 2.0, '00'
        @($server.Requests)[1].Body | Should -BeExactly '{"yaml":"provider: acme","replace":false,"reason":"why","actor":"me"}'
        [void](Import-FleetPriceTable $path -Force -Reason why -Actor me)
        @($server.Requests)[-1].Body | Should -BeLike '*"replace":true*'
    }

    It 'refuses an empty file and no reason' {
        Set-Content -NoNewline -LiteralPath $path -Value ''
        { & $call } | Should -Throw -ErrorId 'InvalidRequest*'
        { Import-FleetPriceTable $path -Reason '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
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
