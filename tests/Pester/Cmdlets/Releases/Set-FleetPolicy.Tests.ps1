BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
    $policy = '{"policy_id":"strict","max_cost_per_run_usd":0.02,"max_latency_ms":null,"max_error_rate":0.05,"min_candidate_runs":50,"min_baseline_runs":null,"min_low_runs":null,"require_high_diff_confidence":true}'
}

Describe 'Set-FleetPolicy' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/openapi.json', 200, '{"paths":{"/v1/policy":{"get":{},"put":{}}}}')
        $server.Answer('PUT', '/v1/policy', 200, $policy)
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'sends the policy as a whole' {
        (Set-FleetPolicy -PolicyId strict -MaxCostPerRunUsd 0.02 -MaxErrorRate 0.05 -MinCandidateRuns 50 -Reason why -Actor me).PolicyId | Should -Be 'strict'
        Get-RecordedRequest $server | Should -Be 'GET /openapi.json', 'PUT /v1/policy'
        @($server.Requests)[1].Body | Should -BeExactly "{`"policy`":$policy,`"reason`":`"why`",`"actor`":`"me`"}"
    }

    It 'changes nothing where the service cannot do it' {
        $server.Answer('GET', '/openapi.json', 200, '{"paths":{}}')
        { Set-FleetPolicy -Reason why } | Should -Throw '*PUT /v1/policy*'
        Get-RecordedRequest $server | Should -Be 'GET /openapi.json'
    }

    It 'refuses <name>' -ForEach @(
        @{ Name = 'a blank reason'; Values = @{ Reason = ' ' } }
        @{ Name = 'a negative cost'; Values = @{ Reason = 'why'; MaxCostPerRunUsd = -1 } }
        @{ Name = 'a share over one'; Values = @{ Reason = 'why'; MaxErrorRate = 5 } }
    ) {
        { Set-FleetPolicy @Values } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }

    It 'sends nothing with -WhatIf' {
        Set-FleetPolicy -Reason why -WhatIf | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
    }
}
