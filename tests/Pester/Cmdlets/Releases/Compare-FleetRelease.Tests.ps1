BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Compare-FleetRelease' {
    BeforeAll {
        $price = '"{0}_provider":"acme","{0}_version":"v1","{0}_model":"nova"'
        $diff = '{"window":"7d","since":"2026-04-24T12:00:00+00:00","until":"2026-05-01T12:00:00+00:00","filters":{"environment":"prod","tenant_id":null,"task_id":null},' +
        "`"pricing`":{$($price -f 'baseline'),$($price -f 'candidate'),`"pricing_or_model_changed`":false," +
        '"prices":{"baseline_input_usd_per_1k_tokens":1.5,"baseline_output_usd_per_1k_tokens":2.0},"warnings":[],"hints":[],"catalog":{"enabled":false,"warnings":[]}},' +
        '"samples":{"baseline_runs":600,"candidate_runs":312,"confidence":"MEDIUM","confidence_reason":"candidate sample < 500 runs"},' +
        '"metrics":{"baseline_cost_per_run_usd":2.0,"candidate_cost_per_run_usd":1.0,"delta_cost_per_run_usd":-1.0,"delta_cost_per_run_pct":-0.5,"baseline_latency_ms_avg":900.0,' +
        '"candidate_latency_ms_avg":null,"delta_latency_ms_avg":null,"baseline_error_rate":0.01,"candidate_error_rate":0.4,"delta_error_rate":0.39},' +
        '"policy":{"passed":false,"reasons":["candidate error_rate 0.4000 exceeds max 0.2500"],"evaluated_at":"2026-05-01T12:00:00Z"}}'
    }

    BeforeEach {
        $server = Start-RecordingServer
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'compares a piped <type> with the baseline' -ForEach @(@{ Type = 'release' }, @{ Type = 'promotion' }) {
        $server.Answer('POST', '/v1/diff', 200, $diff)
        $found = Get-PipedObject $type | Compare-FleetRelease rel_0 -Window 7d
        $found | Should -BeOfType ([Fleet.FleetReleaseDiff])
        $found.BaselineReleaseId, $found.CandidateReleaseId, $found.Environment, $found.Passed | Should -Be 'rel_0', 'rel_1', 'prod', $false
        $found.Metrics.DeltaCostPerRunPct | Should -Be -0.5
        $found.Pricing.Baseline.InputUsdPer1kTokens, $found.Pricing.Candidate.Model | Should -Be 1.5, 'nova'
        Get-RecordedRequest $server | Should -Be 'POST /v1/diff'
        @($server.Requests)[0].Body | Should -BeExactly '{"baseline_release_id":"rel_0","candidate_release_id":"rel_1","window":"7d","environment":null,"tenant_id":null,"task_id":null}'
    }

    It 'sends every filter' {
        $server.Answer('POST', '/v1/diff', 200, $diff)
        [void](Compare-FleetRelease rel_0 rel_1 12h -Environment e -TenantId t -TaskId k)
        @($server.Requests)[0].Body | Should -BeExactly '{"baseline_release_id":"rel_0","candidate_release_id":"rel_1","window":"12h","environment":"e","tenant_id":"t","task_id":"k"}'
    }

    It 'shows as a list all there is to decide by' {
        $server.Answer('POST', '/v1/diff', 200, $diff)
        $text = Compare-FleetRelease rel_0 rel_1 7d | Format-List | Out-String -Width 200
        $text | Should -Match 'Cost +: 2 -> 1 USD a run \(-50 %\)'
        $text | Should -Match 'Latency +: 900 ms -> unknown'
        $text | Should -Match 'Errors +: 1 % -> 40 %'
        $text | Should -Match 'Missing +: \{candidate: 312 of 500 runs\}'
        $text | Should -Match 'Confidence +: MEDIUM'
        $text | Should -Match 'Reasons +: \{candidate error_rate 0.4000 exceeds max 0.2500\}'
    }

    It 'says which release there is not' {
        $server.Answer('POST', '/v1/diff', 400, '{"detail":"Unknown baseline release: rel_x"}')
        $caught = try { Compare-FleetRelease rel_x rel_1 7d } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'ReleaseNotFound ObjectNotFound'
        $caught.Exception.ResourceId | Should -Be 'rel_x'
    }

    It 'compares several candidates, of which one may be unknown' {
        $server.AnswerOnce('POST', '/v1/diff', 400, '{"detail":"Unknown candidate release: rel_x"}')
        $server.Answer('POST', '/v1/diff', 200, $diff)
        $found = Compare-FleetRelease rel_0 rel_x, rel_1 7d -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems.TargetObject | Should -Be 'rel_x'
        $found.CandidateReleaseId | Should -Be 'rel_1'
    }

    It 'refuses an invalid window' {
        { Compare-FleetRelease rel_0 rel_1 7y } | Should -Throw -ErrorId 'InvalidRequest,*'
        { Compare-FleetRelease rel_0 '' 7d } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }
}
