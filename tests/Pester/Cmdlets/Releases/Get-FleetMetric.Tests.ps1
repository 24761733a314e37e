BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Get-FleetMetric' {
    BeforeEach {
        $server = Start-RecordingServer
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'reads the counts' {
        $server.Answer('GET', '/v1/metrics', 200, '{"counters":{"actions_by_action":{"promote":2,"rollback":1},"actions_total":3,"pricing_tables_total":4,"promoted_pointers_total":5,"releases_total":6,"run_events_total":7},"schema_version":4,"generated_at":"2026-05-01T12:00:00+00:00"}')
        $metric = Get-FleetMetric
        $metric | Should -BeOfType ([Fleet.FleetMetric])
        $metric.Actions, $metric.PriceTables, $metric.Promotions, $metric.Releases, $metric.RunEvents, $metric.SchemaVersion | Should -Be 3, 4, 5, 6, 7, 4
        $metric.ActionsByKind.rollback | Should -Be 1
        Get-RecordedRequest $server | Should -Be 'GET /v1/metrics'
    }

    It 'says that the token is refused' {
        $server.Answer('GET', '/v1/metrics', 401, '{"detail":"Missing or invalid API token for read route."}')
        $caught = try { Get-FleetMetric } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'AuthenticationFailed AuthenticationError'
    }
}
