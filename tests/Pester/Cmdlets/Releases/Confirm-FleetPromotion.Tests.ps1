BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Confirm-FleetPromotion' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('POST', '/v1/promote/confirm', 200, $OutcomeJson)
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'takes just the id of a piped request, never its reason or actor' {
        $result = Get-PipedObject 'promotion request' | Confirm-FleetPromotion -Reason mine -Actor me
        $result | Should -BeOfType ([Fleet.FleetActionOutcome])
        Get-RecordedRequest $server | Should -Be 'POST /v1/promote/confirm'
        @($server.Requests)[0].Body | Should -BeExactly '{"request_id":"prq_1","approval_reason":"mine","actor":"me"}'
    }

    It 'refuses a piped <type> and sends nothing' -ForEach @(@{ Type = 'release' }, @{ Type = 'run' }) {
        Get-PipedObject $type | Confirm-FleetPromotion -Reason mine -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'says that no such request is pending' {
        $server.Answer('POST', '/v1/promote/confirm', 400, '{"detail":"Unknown promotion request_id or request is not pending."}')
        $caught = try { Confirm-FleetPromotion prq_x -Reason mine } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'PromotionRequestNotFound ObjectNotFound'
        $caught.TargetObject | Should -Be 'prq_x'
        "$caught" | Should -BeLike "*'prq_x'*"
    }

    It 'takes several requests at once, of which one may fail' {
        $server.AnswerOnce('POST', '/v1/promote/confirm', 400, '{"detail":"Unknown promotion request_id or request is not pending."}')
        $result = Confirm-FleetPromotion prq_x, prq_1 -Reason mine -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems.TargetObject | Should -Be 'prq_x'
        $result.ActionId | Should -Be 'act_1'
    }

    It 'refuses <name> before anything is sent' -ForEach @(
        @{ Name = 'no reason'; With = @{ RequestId = 'prq_1'; Reason = '' } }
        @{ Name = 'an empty request'; With = @{ RequestId = ''; Reason = 'mine' } }
    ) {
        { Confirm-FleetPromotion @With } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }

    It 'sends nothing with -WhatIf' {
        Confirm-FleetPromotion prq_1 -Reason mine -WhatIf | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
    }

    It 'reports why the policy blocks it, as a separate error' {
        $server.Answer('POST', '/v1/promote/confirm', 409, $BlockedJson)
        $caught = try { Confirm-FleetPromotion prq_1 -Reason mine } catch [Fleet.FleetPromotionBlockedException] { $_ }
        Get-ErrorSummary $caught | Should -Be 'PromotionBlocked PermissionDenied'
        $caught.Exception.Outcome.ActionId | Should -Be 'act_2'
        $caught.Exception.FailedConstraints | Should -HaveCount 2
    }
}
