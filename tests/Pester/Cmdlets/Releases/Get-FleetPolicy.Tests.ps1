BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
    $policy = '{"policy_id":"strict","max_cost_per_run_usd":0.02,"max_latency_ms":null,"max_error_rate":0.05,"min_candidate_runs":50,"min_baseline_runs":null,"min_low_runs":null,"require_high_diff_confidence":true}'
}

Describe 'Get-FleetPolicy' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/openapi.json', 200, '{"paths":{"/v1/policy":{"get":{},"put":{}}}}')
        $server.Answer('GET', '/v1/policy', 200, $policy)
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'gets the policy' {
        $found = Get-FleetPolicy
        $found | Should -BeOfType ([Fleet.FleetPolicy])
        $found.PolicyId, $found.MaxCostPerRunUsd, $found.MaxLatencyMs, $found.MaxErrorRate, $found.MinCandidateRuns, $found.RequireHighDiffConfidence |
            Should -Be 'strict', 0.02, $null, 0.05, 50, $true
        Get-RecordedRequest $server | Should -Be 'GET /openapi.json', 'GET /v1/policy'
    }

    It 'says that the service cannot tell' {
        $server.Answer('GET', '/openapi.json', 200, '{"paths":{}}')
        { Get-FleetPolicy } | Should -Throw '*GET /v1/policy*'
        Get-RecordedRequest $server | Should -Be 'GET /openapi.json'
    }
}
