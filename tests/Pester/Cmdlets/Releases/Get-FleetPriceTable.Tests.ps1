BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Get-FleetPriceTable' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/openapi.json', 200, '{"paths":{"/v1/pricing":{"get":{}},"/v1/pricing/{provider}/{version}":{"get":{}}}}')
        $server.Answer('GET', '/v1/pricing', 200, '{"tables":[{"provider":"acme","pricing_version":"v 1","models":["nova"],"checksum":"00","created_at":"2026-05-01T12:00:00+00:00"},{"provider":"other","pricing_version":"v2","models":[],"checksum":"00","created_at":"2026-05-01T12:00:00+00:00"}]}')
        $server.Answer('GET', '/v1/pricing/*/*', 200, '{"provider":"acme","pricing_version":"v 1","entries":[{"model":"nova","input_usd_per_1k_tokens":1.5,"output_usd_per_1k_tokens":2.0,"cached_input_usd_per_1k_tokens":null}]}')
        $call = { Get-FleetPriceTable }
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'lists the tables' {
        $tables = Get-FleetPriceTable
        $tables | Should -BeOfType ([Fleet.FleetPriceTable])
        $tables.Provider | Should -Be 'acme', 'other'
        $tables[0].Models | Should -Be 'nova'
        (Get-FleetPriceTable other).PricingVersion | Should -Be 'v2'
    }

    It 'reads the prices of one' {
        $table = Get-FleetPriceTable acme 'v 1'
        "$table" | Should -Be 'acme/v 1'
        $table.Entries[0].Model, $table.Entries[0].InputUsdPer1kTokens, $table.Entries[0].CachedInputUsdPer1kTokens | Should -Be 'nova', 1.5, $null
        Get-RecordedRequest $server | Should -Be 'GET /openapi.json', 'GET /v1/pricing/acme/v%201'
    }

    It 'says that there is no such table' {
        $server.Answer('GET', '/v1/pricing/*/*', 404, '{"detail":"Unknown pricing table: x/y"}')
        $caught = try { Get-FleetPriceTable x y } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'PriceTableNotFound ObjectNotFound'
    }

    It 'says so where the service cannot do it over HTTP, and changes nothing' {
        $server.Answer('GET', '/openapi.json', 200, '{"paths":{"/v1/releases":{"get":{}}}}')
        $caught = try { & $call } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'NotSupported NotImplemented'
        Get-RecordedRequest $server | Should -Be 'GET /openapi.json'
    }
}
