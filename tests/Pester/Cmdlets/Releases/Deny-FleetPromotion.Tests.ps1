BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Deny-FleetPromotion' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/openapi.json', 200, '{"paths":{"/v1/promote/deny":{"post":{}}}}')
        $server.Answer('POST', '/v1/promote/deny', 200, $PromotionRequestJson)
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'takes just the id of a piped request, never its reason or actor' {
        $result = Get-PipedObject 'promotion request' | Deny-FleetPromotion -Reason mine -Actor me
        $result | Should -BeOfType ([Fleet.FleetPromotionRequest])
        Get-RecordedRequest $server | Should -Be 'GET /openapi.json', 'POST /v1/promote/deny'
        @($server.Requests)[1].Body | Should -BeExactly '{"request_id":"prq_1","reason":"mine","actor":"me"}'
    }

    It 'refuses a piped <type> and sends nothing' -ForEach @(@{ Type = 'release' }, @{ Type = 'run' }) {
        Get-PipedObject $type | Deny-FleetPromotion -Reason mine -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'says that no such request is pending' {
        $server.Answer('POST', '/v1/promote/deny', 400, '{"detail":"Unknown promotion request_id or request is not pending."}')
        $caught = try { Deny-FleetPromotion prq_x -Reason mine } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'PromotionRequestNotFound ObjectNotFound'
        $caught.TargetObject | Should -Be 'prq_x'
    }

    It 'refuses <name> before anything is sent' -ForEach @(
        @{ Name = 'no reason'; With = @{ RequestId = 'prq_1'; Reason = '' } }
        @{ Name = 'an empty request'; With = @{ RequestId = ''; Reason = 'mine' } }
    ) {
        { Deny-FleetPromotion @With } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }

    It 'sends nothing with -WhatIf' {
        Deny-FleetPromotion prq_1 -Reason mine -WhatIf | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
    }

    It 'says so where the service cannot, and changes nothing' {
        $server.Answer('GET', '/openapi.json', 200, '{"paths":{"/v1/promote":{"post":{}}}}')
        $caught = try { Deny-FleetPromotion prq_1 -Reason mine } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'NotSupported NotImplemented'
        Get-RecordedRequest $server | Should -Be 'GET /openapi.json'
    }
}
