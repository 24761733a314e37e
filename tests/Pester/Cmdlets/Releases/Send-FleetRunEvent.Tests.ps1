BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
    $wire = '{"api_version":"v1","type":"run_end","timestamp":"2026-05-01T10:00:00Z","workspace_id":"ws_local","agent_id":"a1","release_id":"rel_1","run_id":"run-1","tenant_id":"","task_id":"","environment":"prod","request":null,"metrics":{"latency_ms":null,"success":true,"error_type":null},"usage":{"model":{"provider":"acme","model":"nova","input_tokens":1,"output_tokens":2,"cached_input_tokens":0},"tools":[]},"labels":{}}'
}

Describe 'Send-FleetRunEvent' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('POST', '/v1/events', 200, '{"inserted":1}')
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'sends a piped <type> as the original does, in UTC' -ForEach @(
        @{ Type = 'run event' }
        @{ Type = 'CSV row of a run event' }
        @{ Type = 'hashtable of a run event' }
    ) {
        $result = Get-PipedObject $type | Send-FleetRunEvent
        $result | Should -BeOfType ([Fleet.FleetRunEventResult])
        $result.Sent, $result.Inserted, $result.Skipped, $result.Requests | Should -Be 1, 1, 0, 1
        Get-RecordedRequest $server | Should -Be 'POST /v1/events'
        @($server.Requests)[0].Body | Should -BeExactly "{`"events`":[$wire]}"
    }

    It 'sends the event that the parameters describe' {
        $values = @{
            ReleaseId = 'rel_1'; AgentId = 'a1'; RunId = 'run-1'; Environment = 'prod'; Timestamp = '2026-05-01T10:00:00Z'; Provider = 'acme'; Model = 'nova'
            InputTokens = 1; OutputTokens = 2
        }
        [void](Send-FleetRunEvent @values)
        [void](Send-FleetRunEvent @values -ErrorType timeout -LatencyMs 5 -TraceId t -Label @{ n = 1 } -Tool @{ ToolName = 'search'; Invocations = 2 })
        @($server.Requests)[0].Body | Should -BeExactly "{`"events`":[$wire]}"
        $body = (@($server.Requests)[1].Body | ConvertFrom-Json).events[0]
        $body.metrics.success, $body.metrics.error_type, $body.metrics.latency_ms | Should -Be $false, 'timeout', 5
        $body.request.trace_id, $body.labels.n | Should -Be 't', '1'
        $body.usage.tools[0].tool_name, $body.usage.tools[0].invocations | Should -Be 'search', 2
    }

    It 'sends in batches and sums up' {
        $server.AnswerOnce('POST', '/v1/events', 200, '{"inserted":2}')
        $server.AnswerOnce('POST', '/v1/events', 200, '{"inserted":1,"duplicates":["r3"],"conflicts":["r3"]}')
        $events = 1..5 | ForEach-Object { (Get-PipedObject 'hashtable of a run event') + @{ } | ForEach-Object { $_.RunId = "r$_"; $_ } }
        $result = $events | Send-FleetRunEvent -BatchSize 2 -WarningVariable warnings -WarningAction SilentlyContinue
        $result.Sent, $result.Inserted, $result.Skipped, $result.Requests | Should -Be 5, 4, 1, 3
        $result.Conflicts | Should -Be 'r3'
        $warnings | Should -BeLike '*r3*'
    }

    It 'reports what is stored when it is stopped' {
        $server.AnswerOnce('POST', '/v1/events', 200, '{"inserted":1}')
        $server.Hold('POST', '/v1/events', 200, '{"inserted":1}')
        $shell = New-TestShell
        try {
            [void]$shell.AddScript('param($uri, $event) Connect-Fleet -Uri $uri; $event, $event, $event | Send-FleetRunEvent -BatchSize 1').AddArgument($server.Uri).AddArgument((Get-PipedObject 'run event'))
            $running = $shell.BeginInvoke()
            $server.WaitForRequests(2) | Should -BeTrue
            Wait-Ended $shell.BeginStop($null, $null)
            Wait-Ended $running
            $shell.Recorder.Lines | Should -Be 'WARNING: Stopped: 1 run events were sent, 1 of them new; those in flight may have been stored too. When you send them again, stored events are skipped.'
        }
        finally {
            Remove-TestShell $shell
        }
    }

    It 'reports what is stored when a batch fails' {
        $server.AnswerOnce('POST', '/v1/events', 200, '{"inserted":1}')
        $server.Answer('POST', '/v1/events', 400, '{"detail":"Invalid RunEvent: no"}')
        $output = [System.Collections.Generic.List[object]]::new()
        $caught = try { 1..3 | ForEach-Object { Get-PipedObject 'run event' } | Send-FleetRunEvent -BatchSize 1 | ForEach-Object { $output.Add($_) } } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'InvalidRequest InvalidData'
        $output | Should -HaveCount 1
        $output[0].Sent, $output[0].Inserted | Should -Be 1, 1
        $server.Requests | Should -HaveCount 2
    }

    It 'names what is wrong with an event, and sends the others' {
        $bad = [Fleet.FleetRunEvent]@{ RunId = 'bad'; InputTokens = -1 }
        $result = $bad, (Get-PipedObject 'run event') | Send-FleetRunEvent -ErrorAction SilentlyContinue -ErrorVariable problems
        $result.Sent | Should -Be 1
        Get-ErrorSummary $problems[0] | Should -Be 'InvalidRequest InvalidData'
        $problems[0].TargetObject | Should -Be 'bad'
        $problems[0].Exception.Fields.Field | Should -Be 'ReleaseId', 'AgentId', 'Environment', 'Provider', 'Model', 'Timestamp', 'InputTokens'
    }

    It 'refuses a misspelt name' {
        $row = Get-PipedObject 'hashtable of a run event'
        $row.Remove('InputTokens')
        $row.InputToken = 1
        $row | Send-FleetRunEvent -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].Exception.Message | Should -BeLike '*InputToken is not known; InputTokens is missing*'
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses a piped <type> and sends nothing' -ForEach @(@{ Type = 'release' }, @{ Type = 'run' }, @{ Type = 'instance' }, @{ Type = 'string' }) {
        Get-PipedObject $type | Send-FleetRunEvent -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'sends nothing with -WhatIf' {
        Get-PipedObject 'run event' | Send-FleetRunEvent -WhatIf | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
    }

    It 'sends nothing for an empty pipeline' {
        @() | Send-FleetRunEvent | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
    }
}
