BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Get-FleetReleaseAction' {
    BeforeEach {
        $server = Start-RecordingServer
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'lists the actions, under the names that the service has for the filters' {
        $server.Answer('GET', '/v1/actions', 200, '{"actions":[{"action_id":"act_1","action":"promote","release_id":"rel_1","agent_id":"a1","environment":"prod","baseline_release_id":null,"reason":"why","policy_passed":false,"policy_reasons":["r"],"created_at":"2026-05-01T12:00:00.000001+00:00","audit_seq":7}]}')
        $found = Get-FleetReleaseAction
        $found | Should -BeOfType ([Fleet.FleetReleaseAction])
        $found.ActionId, $found.AuditSeq, $found.PolicyPassed, $found.PolicyReasons[0] | Should -Be 'act_1', 7, $false, 'r'
        [void](Get-FleetReleaseAction a1 -Environment 'p q' -First 3)
        Get-RecordedRequest $server | Should -Be 'GET /v1/actions?limit=500', 'GET /v1/actions?limit=3&agent=a1&env=p+q'
    }

    It 'refuses an empty filter' {
        { Get-FleetReleaseAction -AgentId '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }
}
