BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Request-FleetPromotion' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('POST', '/v1/promote/request', 200, $PromotionRequestJson)
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
        $result = Get-PipedObject $type | Request-FleetPromotion @values
        $result | Should -BeOfType ([Fleet.FleetPromotionRequest])
        $result.RequestId, $result.IsPending | Should -Be 'prq_1', $true
        $result.Reason, $result.Actor | Should -Be 'why', 'me'
        Get-RecordedRequest $server | Should -Be 'POST /v1/promote/request'
        @($server.Requests)[0].Body | Should -BeExactly $body
    }

    It 'signs with the name of the user when no other is given' {
        [void](Request-FleetPromotion rel_1 -Environment prod -Window 7d -Reason why)
        (@($server.Requests)[0].Body | ConvertFrom-Json).actor | Should -Be ([Environment]::UserName)
    }

    It 'refuses a piped <type> and sends nothing' -ForEach @(@{ Type = 'instance' }, @{ Type = 'run' }, @{ Type = 'task' }) {
        Get-PipedObject $type | Request-FleetPromotion @values -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'reports why the policy blocks it, as a separate error' {
        $server.Answer('POST', '/v1/promote/request', 409, '{"detail":{"message":"Policy does not allow this promotion; request not recorded. Reasons: candidate error_rate 0.4000 exceeds max 0.2500; candidate latency_ms_avg 2500.00 exceeds max 2000"}}')
        $caught = try { Request-FleetPromotion rel_1 @values } catch [Fleet.FleetPromotionBlockedException] { $_ }
        Get-ErrorSummary $caught | Should -Be 'PromotionBlocked PermissionDenied'
        $caught.TargetObject | Should -Be 'rel_1'
        $caught.Exception.FailedConstraints | Should -Be 'candidate error_rate 0.4000 exceeds max 0.2500', 'candidate latency_ms_avg 2500.00 exceeds max 2000'
        $caught.Exception.Outcome | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 1
    }

    It 'reports an unknown release, and continues with the next' {
        $server.AnswerOnce('POST', '/v1/promote/request', 400, '{"detail":"Unknown release: rel_x"}')
        $result = 'rel_x', 'rel_1' | Request-FleetPromotion @values -ErrorAction SilentlyContinue -ErrorVariable problems
        Get-ErrorSummary $problems[0] | Should -Be 'ReleaseNotFound ObjectNotFound'
        $problems[0].TargetObject | Should -Be 'rel_x'
        $result.ReleaseId | Should -Be 'rel_1'
    }

    It 'is not done again after a lost answer' {
        $server.Drop('POST', '/v1/promote/request')
        $caught = try { Request-FleetPromotion rel_1 @values } catch { $_ }
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
        { Request-FleetPromotion @all } | Should -Throw -ErrorId $Id
        $server.Requests | Should -HaveCount 0
    }

    It 'sends nothing with -WhatIf' {
        Request-FleetPromotion rel_1 @values -WhatIf | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
    }
}
