# The releases cmdlets against a service. By default that is a local server of its own. To run the same against a FlightDeck server:
#
#     flightdeck init --no-bundled-pricing && flightdeck serve            (in an empty folder, promotion_requires_approval as it is: false)
#     $env:FLEET_TEST_RELEASES_URI = 'http://127.0.0.1:8765'
#     $env:FLEET_TEST_RELEASES_COMMAND = 'flightdeck'                     (run in $env:FLEET_TEST_RELEASES_FOLDER, the folder of that server)
#
# What that server does only by its own command line - registering, prices, the policy - is done with it then. The ledger there must be empty.
BeforeAll {
    . "$PSScriptRoot/../common.ps1"
    $original = [bool] $env:FLEET_TEST_RELEASES_URI
    if ($original) {
        Connect-Fleet -ReleasesUri $env:FLEET_TEST_RELEASES_URI
    }
    else {
        Start-FleetServer | Out-Null
    }

    $samples = Join-Path $RepositoryRoot 'samples/releases'
    function Invoke-Original {
        Push-Location -LiteralPath $env:FLEET_TEST_RELEASES_FOLDER
        try {
            & $env:FLEET_TEST_RELEASES_COMMAND @args
            if ($LASTEXITCODE -ne 0) { throw "$args ended with $LASTEXITCODE." }
        }
        finally {
            Pop-Location
        }
    }

    function Import-Price([string] $Path) {
        if ($original) { Invoke-Original pricing import $Path } else { Import-FleetPriceTable $Path -Reason prices | Out-Null }
    }

    function Register-Release([string] $Path) {
        if ($original) { Invoke-Original release register $Path --env production } else { (Register-FleetRelease $Path -Environment production).ReleaseId }
    }

    function Set-Policy([hashtable] $Policy) {
        if (-not $original) { return Set-FleetPolicy @Policy -Reason policy | Out-Null }
        $keys = @{ MaxErrorRate = 'max_error_rate'; MinBaselineRuns = 'min_baseline_runs'; MinCandidateRuns = 'min_candidate_runs'; MinLowRuns = 'min_low_runs' }
        $file = Join-Path $TestDrive 'policy.yaml'
        Set-Content -LiteralPath $file -Value ($Policy.GetEnumerator() | ForEach-Object { "$($keys[$_.Key]): $($_.Value)" })
        Invoke-Original policy set $file | Out-Null
    }

    Import-Price (Join-Path $samples 'prices.yaml') | Out-Null
    $old = Register-Release (Join-Path $samples 'support-1.0')
    $new = Register-Release (Join-Path $samples 'support-1.1')
    Set-Policy @{ MaxErrorRate = 0.1; MinBaselineRuns = 5; MinCandidateRuns = 5; MinLowRuns = 2 }
    $there = @{ Environment = 'production'; Window = '7d'; Reason = 'test' }
    function New-Run([string] $ReleaseId, [string] $Model, [int] $Number) {
        [Fleet.FleetRunEvent]@{
            ReleaseId = $ReleaseId; AgentId = 'support'; Environment = 'production'; RunId = "$ReleaseId-$Number"; TenantId = "t$($Number % 2)"; TaskId = 'k'
            Provider = 'openai'; Model = $Model; InputTokens = 1000; OutputTokens = 100; LatencyMs = 100 * $Number; Timestamp = [datetimeoffset]::UtcNow.AddMinutes(-$Number)
            TraceId = "trace-$Number"; Labels = @{ 'größe' = '☃' }
        }
    }
}

AfterAll {
    if ($original) { Disconnect-Fleet } else { Stop-FleetServer }
}

Describe 'The releases cmdlets against a service' {
    It 'answers' {
        (Test-FleetConnection | Where-Object Service -EQ Releases).Success | Should -BeTrue
        (Get-FleetWorkspace).ServerVersion | Should -Be '1.2.0'
    }

    It 'has both releases' {
        (Get-FleetRelease).ReleaseId | Sort-Object | Should -Be ($old, $new | Sort-Object)
        (Get-FleetRelease | Where-Object ReleaseId -EQ $new).Checksum | Should -Match '^[0-9a-f]{64}$'
    }

    It 'takes evidence once' {
        $result = 1..6 | ForEach-Object { New-Run $old gpt-4o $_; New-Run $new gpt-4o-mini $_ } | Send-FleetRunEvent -BatchSize 5
        $result.Sent, $result.Inserted, $result.Skipped, $result.Requests | Should -Be 12, 12, 0, 3
        $again = New-Run $old gpt-4o 1 | Send-FleetRunEvent
        $again.Inserted, $again.Skipped | Should -Be 0, 1
    }

    It 'refuses a bad event before anything is sent' {
        { [Fleet.FleetRunEvent]@{ RunId = 'x' } | Send-FleetRunEvent -ErrorAction Stop } | Should -Throw -ExceptionType ([Fleet.FleetValidationException])
        (Get-FleetMetric).RunEvents | Should -Be 12
    }

    It 'lists evidence, newest first, with all filters' {
        $runs = @(Get-FleetRunEvent -ReleaseId $old -Window 7d -Environment production)
        $runs.RunId | Should -Be (1..6 | ForEach-Object { "$old-$_" })
        $runs[0].Labels['größe'] | Should -Be '☃'
        (Get-FleetRunEvent -ReleaseId $old -Window 7d -Environment production -TenantId t1).RunId | Should -Be (1, 3, 5 | ForEach-Object { "$old-$_" })
        (Get-FleetRunEvent -ReleaseId $old -Window 7d -Environment production -TraceId trace-4).RunId | Should -Be "$old-4"
        @(Get-FleetRunEvent -ReleaseId $old -Window 7d -Environment production -First 2) | Should -HaveCount 2
    }

    It 'exports evidence as the service writes it' {
        $file = Join-Path $TestDrive 'runs.jsonl'
        Export-FleetRunEvent -ReleaseId $old -Window 7d -Environment production -LiteralPath $file | Out-Null
        $lines = Get-Content -LiteralPath $file
        $lines | Should -HaveCount 6
        $lines[0] | Should -BeLike '{"agent_id": "support", "api_version": "v1", "environment": "production", "labels": {"gr\u00f6\u00dfe": "\u2603"}, *'
        (Import-FleetRunEvent -LiteralPath $file).Skipped | Should -Be 6
    }

    It 'promotes the first release without any comparison' {
        $outcome = Publish-FleetRelease $old @there
        $outcome.PromotedPointerChanged, $outcome.BaselineReleaseId | Should -Be $true, $null
        $outcome.Policy.Reasons | Should -Be 'first promotion: no promoted baseline for agent/environment'
    }

    It 'compares' {
        $diff = Compare-FleetRelease $old $new -Window 7d -Environment production
        $diff.Samples.BaselineRuns, $diff.Samples.CandidateRuns, $diff.Confidence, $diff.Passed | Should -Be 6, 6, 'HIGH', $true
        $diff.Metrics.BaselineCostPerRunUsd | Should -Be 0.0035
        $diff.Metrics.DeltaLatencyMsAvg | Should -Be 0
        $diff.Cost | Should -Be '0.0035 -> 0.00021 USD a run (-94 %)'
    }

    It 'promotes what the policy lets pass, and rolls back' {
        (Publish-FleetRelease $new @there).BaselineReleaseId | Should -Be $old
        (Get-FleetPromotion).ReleaseId | Should -Be $new
        (Restore-FleetRelease $old @there).Action | Should -Be 'rollback'
        (Get-FleetPromotion).ReleaseId | Should -Be $old
    }

    It 'blocks what the policy does not allow, and says why' {
        Set-Policy @{ MinBaselineRuns = 5; MinCandidateRuns = 500; MinLowRuns = 2 }
        $caught = try { Publish-FleetRelease $new @there -ErrorAction Stop } catch { $_ }
        $caught.Exception | Should -BeOfType ([Fleet.FleetPromotionBlockedException])
        $caught.FullyQualifiedErrorId | Should -BeLike 'PromotionBlocked*'
        $caught.CategoryInfo.Category | Should -Be 'PermissionDenied'
        $caught.Exception.FailedConstraints | Should -Be 'diff confidence is MEDIUM (candidate sample < 500 runs); promotion requires HIGH'
        $caught.Exception.Outcome.PromotedPointerChanged | Should -BeFalse
        (Compare-FleetRelease $old $new -Window 7d -Environment production).Missing | Should -Be 'candidate: 6 of 500 runs'
        (Get-FleetPromotion).ReleaseId | Should -Be $old
    }

    It 'has every attempt in the ledger, the blocked one with its reasons' {
        $actions = @(Get-FleetReleaseAction -AgentId support -Environment production)
        $actions.Action | Should -Be promote, rollback, promote, promote
        $actions.PolicyPassed | Should -Be $false, $true, $true, $true
        $actions.AuditSeq | Should -Be 4, 3, 2, 1
        $actions[0].PolicyReasons | Should -BeLike 'diff confidence is MEDIUM*'
        @(Get-FleetReleaseAction -First 1) | Should -HaveCount 1
    }

    It 'refuses the impossible with a typed error' {
        { Publish-FleetRelease rel_000000000000 @there -ErrorAction Stop } | Should -Throw '*Unknown release: rel_000000000000*'
        { Compare-FleetRelease $old $new -Window 5w -ErrorAction Stop } | Should -Throw '*7d, 12h or 30m*'
        { Request-FleetPromotion $new @there -ErrorAction Stop } | Should -Throw '*promotion_requires_approval*'
        { Confirm-FleetPromotion prq_000000000000 -Reason ok -ErrorAction Stop } | Should -Throw '*still pending*'
        @(Get-FleetPromotionRequest) | Should -HaveCount 0
    }

    It 'changes what the service can change, and reports NotSupported before any request otherwise' {
        $calls = @(
            { Register-FleetRelease (Join-Path $samples 'support-1.1') -ErrorAction Stop }
            { Set-FleetPolicy -MaxErrorRate 0.1 -Reason x -ErrorAction Stop }
            { Import-FleetPriceTable (Join-Path $samples 'prices.yaml') -Force -Reason x -ErrorAction Stop }
            { Set-FleetWorkspace -MinLowRuns 5 -Reason x -ErrorAction Stop }
            { Test-FleetLedger -ErrorAction Stop }
        )
        foreach ($call in $calls) {
            if (-not $original) {
                $call | Should -Not -Throw
                continue
            }

            $caught = try { & $call } catch { $_ }
            $caught.FullyQualifiedErrorId | Should -BeLike 'NotSupported*'
        }

        @(Get-FleetRelease) | Should -HaveCount ($original ? 2 : 3)
    }
}
