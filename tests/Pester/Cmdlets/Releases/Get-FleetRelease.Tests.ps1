BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Get-FleetRelease' {
    BeforeAll {
        $releases = '{"releases":[{"release_id":"rel_2","agent_id":"a2","version":"2.0","environment":"prod","checksum":"00","created_at":"2026-05-02T12:00:00+00:00"},' +
        '{"release_id":"rel_1","agent_id":"a1","version":"1.0","environment":"local","checksum":"00","created_at":"2026-05-01T12:00:00.5+00:00"}]}'
    }

    BeforeEach {
        $server = Start-RecordingServer
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'lists the releases' {
        $server.Answer('GET', '/v1/releases', 200, $releases)
        $found = Get-FleetRelease
        $found | Should -BeOfType ([Fleet.FleetRelease])
        $found.ReleaseId | Should -Be 'rel_2', 'rel_1'
        $found[0].CreatedAt | Should -Be ([DateTimeOffset]'2026-05-02T12:00:00Z')
        Get-RecordedRequest $server | Should -Be 'GET /v1/releases'
    }

    It 'filters by agent and environment' {
        $server.Answer('GET', '/v1/releases', 200, $releases)
        (Get-FleetRelease -AgentId a1).ReleaseId | Should -Be 'rel_1'
        (Get-FleetRelease -Environment prod).ReleaseId | Should -Be 'rel_2'
    }

    It 'takes just the id of a piped <type>, and asks once' -ForEach @(@{ Type = 'promotion' }, @{ Type = 'CSV row of a release' }, @{ Type = 'run event' }) {
        $server.Answer('GET', '/v1/releases', 200, $releases)
        $one = Get-PipedObject $type
        ($one, $one | Get-FleetRelease).ReleaseId | Should -Be 'rel_1', 'rel_1'
        Get-RecordedRequest $server | Should -Be 'GET /v1/releases'
    }

    It 'reports an unknown release' {
        $server.Answer('GET', '/v1/releases', 200, $releases)
        $found = Get-FleetRelease rel_x, rel_1 -ErrorAction SilentlyContinue -ErrorVariable problems
        Get-ErrorSummary $problems[0] | Should -Be 'ReleaseNotFound ObjectNotFound'
        $problems[0].TargetObject | Should -Be 'rel_x'
        $found.ReleaseId | Should -Be 'rel_1'
    }

    It 'refuses an empty id' {
        { Get-FleetRelease -ReleaseId '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        { Get-FleetRelease -AgentId '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }
}
