BeforeAll {
    . "$PSScriptRoot/../common.ps1"
    $key = ConvertTo-SecureString -String 'sk_test' -AsPlainText -Force

    function Complete([string] $Line) {
        (TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches | Where-Object ResultType -EQ 'ParameterValue'
    }
}

Describe 'Completion' {
    BeforeEach {
        # A new connection each time: answers are kept for some seconds.
        $server = Start-RecordingServer
    }

    AfterEach {
        $server.Release()
        Stop-RecordingServer $server
        Get-FleetConnection -All | Disconnect-Fleet
    }

    It 'offers the runs, whatever their status' {
        $server.Answer('GET', '/v1/env/runs', 200, '[{"run_id":"r1","running_count":2,"total_count":3,"first_created_at":"2026-01-02T03:04:05","last_created_at":"2026-01-02T03:04:05"}]')
        $found = Complete 'Get-FleetRun -RunId '
        $found.CompletionText | Should -Be 'r1'
        $found.ToolTip | Should -Be '2 of 3 instances running'
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/runs?active=all'
    }

    It 'offers the environments, with what they are' {
        $server.Answer('GET', '/v1/env/', 200, '[{"env_key":"helpdesk","name":"Helpdesk","description":"A desk","default_version":null,"versions":{}}]')
        $found = Complete 'Get-FleetEnvironment '
        $found.CompletionText | Should -Be 'helpdesk'
        $found.ToolTip | Should -Be 'Helpdesk: A desk'
    }

    It 'offers the <what> of releases' -ForEach @(
        @{ What = 'environments'; Line = 'Publish-FleetRelease rel_1 -Environment '; Found = 'prod', 'dev' }
        @{ What = 'environments that begin so'; Line = 'Get-FleetRunEvent rel_1 7d -Environment D'; Found = 'dev' }
        @{ What = 'agents'; Line = 'Get-FleetReleaseAction '; Found = 'a1' }
    ) {
        $release = '{{"release_id":"{0}","agent_id":"a1","version":"1","environment":"{1}","checksum":"00","created_at":"2026-05-01T12:00:00+00:00"}}'
        $server.Answer('GET', '/v1/releases', 200, "{`"releases`":[$($release -f 'rel_1', 'dev'),$($release -f 'rel_2', 'prod')]}")
        $server.Answer('GET', '/v1/promoted', 200, '{"promoted":[{"agent_id":"a1","environment":"prod","release_id":"rel_2"}]}')
        (Complete $line).CompletionText | Should -Be $found
    }

    It 'offers what may become of a request for a promotion' {
        (Complete 'Get-FleetPromotionRequest -Status ').CompletionText | Should -Be pending, completed, denied, expired
    }

    It 'offers the regions' {
        $server.Answer('GET', '/v1/regions', 200, '["us-west-1","eu-west-2"]')
        (Complete 'New-FleetEnvironment helpdesk -Region e').CompletionText | Should -Be 'eu-west-2'
    }

    It 'offers the tasks' {
        $server.Answer('GET', '/v1/tasks', 200, "{""tasks"":[$(ConvertTo-TaskJson 'close-one'),$(ConvertTo-TaskJson 'open-one')],""total"":2}")
        $found = Complete 'Get-FleetTask -Key cl'
        $found.CompletionText | Should -Be 'close-one'
        $found.ToolTip | Should -Be 'Do what close-one says.'
    }

    It 'offers the live instances' {
        $server.Answer('GET', '/v1/env/instances', 200, "[$(ConvertTo-InstanceJson 'bc8954c2' @{ run_id = 'r1' })]")
        $found = Complete 'Remove-FleetInstance b'
        $found.CompletionText | Should -Be 'bc8954c2'
        $found.ToolTip | Should -Be 'helpdesk, running, r1'
    }

    Context 'the runs ''Alpha'', ''al pine'', ''b''' {
        BeforeEach {
            $runs = 'Alpha', 'al pine', "al'p", 'b' | ForEach-Object {
                @{ run_id = $_; running_count = 1; total_count = 1; first_created_at = '2026-01-02T03:04:05'; last_created_at = '2026-01-02T03:04:05' }
            }
            $server.Answer('GET', '/v1/env/runs', 200, (ConvertTo-Json -InputObject @($runs)))
        }

        It 'are matched from their beginning, whatever the case, and quoted where they must be' {
            (Complete 'Get-FleetRun -RunId AL').CompletionText | Should -Be 'Alpha', "'al pine'", "'al''p'"
        }

        It 'are matched behind a quote: <_>' -ForEach "'al p", '"al p' {
            (Complete "Get-FleetRun -RunId $_").CompletionText | Should -Be "'al pine'"
        }

        It 'are asked for once in a few seconds' {
            $null = Complete 'Get-FleetRun -RunId a'
            $null = Complete 'Get-FleetRun -RunId al'
            $server.Requests | Should -HaveCount 1
        }

        It 'come from the connection that is typed' {
            $connection = Get-FleetConnection
            Connect-Fleet -Uri 'http://127.0.0.1:1' -ApiKey $key
            Complete 'Get-FleetRun -RunId a' | Should -BeNullOrEmpty
            (Complete 'Get-FleetRun -Connection $connection -RunId b').CompletionText | Should -Be 'b'
        }
    }

    It 'offers nothing when the service refuses, and reports no error' {
        $server.Answer('GET', '/v1/env/runs', 401, '{"detail":"no"}')
        $Error.Clear()
        Complete 'Get-FleetRun -RunId ' | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 1
        $Error | Should -BeNullOrEmpty
    }

    It 'offers nothing when the service takes its time' {
        $server.Hold('GET', '/v1/env/runs', 200, '[]')
        Complete 'Get-FleetRun -RunId ' | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 1
    }

    It 'offers nothing without a connection' {
        Disconnect-Fleet
        Complete 'Get-FleetRun -RunId ' | Should -BeNullOrEmpty
    }
}
