BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Get-FleetPromotionRequest' {
    BeforeEach {
        $server = Start-RecordingServer
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'lists the requests' {
        $server.Answer('GET', '/v1/promotion-requests', 200, "{`"requests`":[$PromotionRequestJson]}")
        $found = Get-FleetPromotionRequest
        $found | Should -BeOfType ([Fleet.FleetPromotionRequest])
        $found.RequestId, $found.Reason, $found.Actor, $found.IsPending | Should -Be 'prq_1', 'why', 'me', $true
        [void](Get-FleetPromotionRequest -Status pending -First 3)
        Get-RecordedRequest $server | Should -Be 'GET /v1/promotion-requests?limit=500', 'GET /v1/promotion-requests?limit=3&status=pending'
    }

    It 'finds a piped one, and says when there is none' {
        $server.Answer('GET', '/v1/promotion-requests', 200, "{`"requests`":[$PromotionRequestJson]}")
        (Get-PipedObject 'promotion request' | Get-FleetPromotionRequest).Reason | Should -Be 'why'
        Get-FleetPromotionRequest prq_x -ErrorAction SilentlyContinue -ErrorVariable problems
        Get-ErrorSummary $problems[0] | Should -Be 'PromotionRequestNotFound ObjectNotFound'
    }

    It 'refuses an empty status' {
        { Get-FleetPromotionRequest -Status '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        { Get-FleetPromotionRequest -First 501 } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }
}
