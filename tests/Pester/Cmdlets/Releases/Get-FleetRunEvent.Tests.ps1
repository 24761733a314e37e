BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Get-FleetRunEvent' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/v1/runs', 200, (ConvertTo-RunEventPageJson (ConvertTo-RunEventJson 'run-1')))
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'takes just the release of a piped <type>' -ForEach @(@{ Type = 'release' }, @{ Type = 'promotion' }, @{ Type = 'CSV row of a release' }) {
        $found = Get-PipedObject $type | Get-FleetRunEvent -Window 7d
        $found | Should -BeOfType ([Fleet.FleetRunEvent])
        $found.RunId, $found.LatencyMs, $found.Timestamp.UtcDateTime | Should -Be 'run-1', 820, ([datetime]'2026-05-01T12:00:00')
        Get-RecordedRequest $server | Should -Be 'GET /v1/runs?release_id=rel_1&window=7d&limit=500&offset=0'
    }

    It 'sends every filter' {
        [void](Get-FleetRunEvent rel_1 12h -Environment 'a b' -TenantId t -TaskId k -TraceId tr -SessionId s -SpanId sp)
        Get-RecordedRequest $server |
            Should -Be 'GET /v1/runs?release_id=rel_1&window=12h&limit=500&offset=0&environment=a+b&tenant_id=t&task_id=k&trace_id=tr&session_id=s&span_id=sp'
    }

    It 'stops asking for pages when there is enough' {
        $first = ConvertTo-RunEventPageJson (ConvertTo-RunEventJson 'b' '2026-05-01T12:00:02Z'), (ConvertTo-RunEventJson 'a') -Total 900
        $server.Answer('GET', '/v1/runs', 200, $first)
        $server.Hold('GET', '/v1/runs?release_id=rel_1&window=7d&limit=500&offset=2', 200, '{}')
        Get-FleetRunEvent rel_1 7d | Select-Object -First 1 | ForEach-Object RunId | Should -Be 'b'
        # One page is under way while the one before it is handed on.
        @($server.Requests).Count | Should -BeLessOrEqual 2
        $server.Clear()
        (Get-FleetRunEvent rel_1 7d -First 2).RunId | Should -Be 'b', 'a'
        Get-RecordedRequest $server | Should -Be 'GET /v1/runs?release_id=rel_1&window=7d&limit=2&offset=0'
    }

    It 'reports an unknown release, and continues with the next' {
        $server.AnswerOnce('GET', '/v1/runs', 400, '{"detail":"Unknown release: rel_x"}')
        $found = 'rel_x', 'rel_1' | Get-FleetRunEvent -Window 7d -ErrorAction SilentlyContinue -ErrorVariable problems
        Get-ErrorSummary $problems[0] | Should -Be 'ReleaseNotFound ObjectNotFound'
        $problems[0].TargetObject | Should -Be 'rel_x'
        $found.RunId | Should -Be 'run-1'
    }

    It 'refuses <name> before anything is sent' -ForEach @(
        @{ Name = 'a window without a unit'; Arguments = @{ ReleaseId = 'rel_1'; Window = '7' }; Id = 'InvalidRequest,*' }
        @{ Name = 'a window of weeks'; Arguments = @{ ReleaseId = 'rel_1'; Window = '1w' }; Id = 'InvalidRequest,*' }
        @{ Name = 'an empty window'; Arguments = @{ ReleaseId = 'rel_1'; Window = '' }; Id = 'ParameterArgumentValidationError*' }
        @{ Name = 'an empty release'; Arguments = @{ ReleaseId = ''; Window = '7d' }; Id = 'ParameterArgumentValidationError*' }
        @{ Name = 'an empty filter'; Arguments = @{ ReleaseId = 'rel_1'; Window = '7d'; TenantId = '' }; Id = 'ParameterArgumentValidationError*' }
        @{ Name = 'a count of none'; Arguments = @{ ReleaseId = 'rel_1'; Window = '7d'; First = 0 }; Id = 'ParameterArgumentValidationError*' }
    ) {
        { Get-FleetRunEvent @Arguments } | Should -Throw -ErrorId $Id
        $server.Requests | Should -HaveCount 0
    }
}
