BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Restore-FleetRelease' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('POST', '/v1/rollback', 200, $OutcomeJson)
        $values = @{ Environment = 'prod'; Window = '7d'; Reason = 'why'; Actor = 'me' }
        $body = '{"release_id":"rel_1","environment":"prod","window":"7d","reason":"why","actor":"me"}'
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'takes just the id of a piped <type>, never its environment' -ForEach @(
        @{ Type = 'release' }
        @{ Type = 'promotion' }
        @{ Type = 'CSV row of a release' }
    ) {
        $result = Get-PipedObject $type | Restore-FleetRelease @values
        $result | Should -BeOfType ([Fleet.FleetActionOutcome])
        $result.ActionId, $result.PromotedPointerChanged, $result.Passed | Should -Be 'act_1', $true, $true
        Get-RecordedRequest $server | Should -Be 'POST /v1/rollback'
        @($server.Requests)[0].Body | Should -BeExactly $body
    }

    It 'signs with the name of the user when no other is given' {
        [void](Restore-FleetRelease rel_1 -Environment prod -Window 7d -Reason why)
        (@($server.Requests)[0].Body | ConvertFrom-Json).actor | Should -Be ([Environment]::UserName)
    }

    It 'refuses a piped <type> and sends nothing' -ForEach @(@{ Type = 'instance' }, @{ Type = 'run' }, @{ Type = 'task' }) {
        Get-PipedObject $type | Restore-FleetRelease @values -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'reports why the policy blocks it, as a separate error' {
        $server.Answer('POST', '/v1/rollback', 409, $BlockedJson)
        $caught = try { Restore-FleetRelease rel_1 @values } catch [Fleet.FleetPromotionBlockedException] { $_ }
        Get-ErrorSummary $caught | Should -Be 'PromotionBlocked PermissionDenied'
        $caught.TargetObject | Should -Be 'rel_1'
        $caught.Exception.FailedConstraints | Should -Be 'candidate error_rate 0.4000 exceeds max 0.2500', 'candidate latency_ms_avg 2500.00 exceeds max 2000'
        $caught.Exception.Outcome.ActionId | Should -Be 'act_2'
        $server.Requests | Should -HaveCount 1
    }

    It 'reports an unknown release, and continues with the next' {
        $server.AnswerOnce('POST', '/v1/rollback', 400, '{"detail":"Unknown release: rel_x"}')
        $result = 'rel_x', 'rel_1' | Restore-FleetRelease @values -ErrorAction SilentlyContinue -ErrorVariable problems
        Get-ErrorSummary $problems[0] | Should -Be 'ReleaseNotFound ObjectNotFound'
        $problems[0].TargetObject | Should -Be 'rel_x'
        $result.ReleaseId | Should -Be 'rel_1'
    }

    It 'is not done again after a lost answer' {
        $server.Drop('POST', '/v1/rollback')
        $caught = try { Restore-FleetRelease rel_1 @values } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'ConnectionFailed ConnectionError'
        $server.Requests | Should -HaveCount 1
    }

    It 'refuses <name> before anything is sent' -ForEach @(
        @{ Name = 'no reason'; With = @{ Reason = '' }; Id = 'ParameterArgumentValidationError*' }
        @{ Name = 'a blank environment'; With = @{ Environment = ' ' }; Id = 'ParameterArgumentValidationError*' }
        @{ Name = 'a window of weeks'; With = @{ Window = '1w' }; Id = 'InvalidRequest,*' }
        @{ Name = 'an empty actor'; With = @{ Actor = '' }; Id = 'ParameterArgumentValidationError*' }
        @{ Name = 'an empty release'; With = @{ ReleaseId = '' }; Id = 'ParameterArgumentValidationError*' }
    ) {
        $all = @{ ReleaseId = 'rel_1' } + $values
        foreach ($key in $With.Keys) { $all[$key] = $With[$key] }
        { Restore-FleetRelease @all } | Should -Throw -ErrorId $Id
        $server.Requests | Should -HaveCount 0
    }

    It 'sends nothing with -WhatIf' {
        Restore-FleetRelease rel_1 @values -WhatIf | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
    }

    It 'goes past the policy where the service can' {
        $server.Answer('GET', '/openapi.json', 200, '{"paths":{"/v1/promote/deny":{"post":{}}}}')
        [void](Restore-FleetRelease rel_1 @values -Override)
        @($server.Requests)[1].Body | Should -BeExactly $body.Replace('}', ',"override":true}')
    }

    It 'says so where the service cannot go past the policy, and changes nothing' {
        $server.Answer('GET', '/openapi.json', 200, '{"paths":{"/v1/promote":{"post":{}}}}')
        $caught = try { Restore-FleetRelease rel_1 @values -Override } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'NotSupported NotImplemented'
        Get-RecordedRequest $server | Should -Be 'GET /openapi.json'
    }
}
