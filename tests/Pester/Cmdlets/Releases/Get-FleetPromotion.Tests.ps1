BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Get-FleetPromotion' {
    BeforeEach {
        $server = Start-RecordingServer
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'lists what is promoted, filtered' {
        $server.Answer('GET', '/v1/promoted', 200, '{"promoted":[{"agent_id":"a1","environment":"prod","release_id":"rel_1"},{"agent_id":"a1","environment":"test","release_id":"rel_2"}]}')
        $found = Get-FleetPromotion
        $found | Should -BeOfType ([Fleet.FleetPromotion])
        $found.ReleaseId | Should -Be 'rel_1', 'rel_2'
        (Get-FleetPromotion a1 -Environment test).ReleaseId | Should -Be 'rel_2'
        Get-FleetPromotion other | Should -BeNullOrEmpty
        Get-RecordedRequest $server | Sort-Object -Unique | Should -Be 'GET /v1/promoted'
    }

    It 'refuses an empty filter' {
        { Get-FleetPromotion -Environment '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }
}
