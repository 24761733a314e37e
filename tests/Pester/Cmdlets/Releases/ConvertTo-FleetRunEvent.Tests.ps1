BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
    $run = @{ ReleaseId = 'rel_1'; AgentId = 'a1'; Environment = 'prod' }
    function Get-Summary($Item) {
        "$($Item.Provider)/$($Item.Model) $($Item.InputTokens)+$($Item.CachedInputTokens) $($Item.OutputTokens) $($Item.Labels['integration'])"
    }
}

Describe 'ConvertTo-FleetRunEvent' {
    It 'reads <name>' -ForEach @(
        @{
            Name = 'a chat completion, cached tokens once'; Format = 'OpenAIChat'; Expected = 'openai/nova 80+20 40 openai_chat'
            Json = '{"id":"c1","model":"nova","usage":{"prompt_tokens":100,"completion_tokens":40,"prompt_tokens_details":{"cached_tokens":20}}}'
        }
        @{
            Name = 'a message, cached tokens apart'; Format = 'AnthropicMessages'; Expected = 'anthropic/opus 57+10 25 anthropic_messages'
            Json = '{"id":"m1","model":"opus","usage":{"input_tokens":50,"output_tokens":25,"cache_read_input_tokens":10,"cache_creation_input_tokens":7}}'
        }
        @{
            Name = 'the result of agents'; Format = 'OpenAIAgents'; Expected = 'openai/nova 8+1 2 openai_agents'
            Json = '{"usage":{"input_tokens":9,"output_tokens":2,"model":"nova","input_tokens_details":{"cached_tokens":1}}}'
        }
        @{
            Name = 'the raw responses of agents'; Format = 'OpenAIAgents'; Expected = 'openai/unknown 13+2 5 openai_agents'
            Json = '{"raw_responses":[{"usage":{"input_tokens":9,"output_tokens":2}},{"usage":{"input_tokens":6,"output_tokens":3,"input_tokens_details":{"cached_tokens":2}}}]}'
        }
        @{
            Name = 'the messages of a chain'; Format = 'LangChain'; Expected = 'acme/nova 13+2 5 langchain'
            Json = '{"messages":[{"content":"?"},{"usage_metadata":{"input_tokens":9,"output_tokens":2},"response_metadata":{"model_name":"nova","model_provider":"acme"}},{"usage_metadata":{"input_tokens":6,"output_tokens":3,"input_token_details":{"cache_read":2}}}]}'
        }
        @{
            Name = 'a result that tells the same use twice'; Format = 'LangChain'; Expected = 'openai/nova 9+0 2 langchain'
            Json = '{"llm_output":{"model_name":"nova","token_usage":{"prompt_tokens":9,"completion_tokens":2}},"generations":[[{"message":{"usage_metadata":{"input_tokens":9,"output_tokens":2}}}]]}'
        }
        @{
            Name = 'a result without messages'; Format = 'LangChain'; Expected = 'openai/nova 9+0 2 langchain'
            Json = '{"llm_output":{"model_name":"nova","token_usage":{"prompt_tokens":9,"completion_tokens":2}},"generations":[[{"text":"yes"}]]}'
        }
        @{
            Name = 'the totals of a crew'; Format = 'CrewAI'; Expected = 'unknown/nova 180+20 50 crewai'
            Json = '{"crew_name":"research","model":"nova","token_usage":{"prompt_tokens":200,"completion_tokens":50,"cached_prompt_tokens":20}}'
        }
        @{
            Name = 'the totals of a workflow'; Format = 'Temporal'; Expected = 'acme/nova 200+20 50 temporal'
            Json = '{"workflow_id":"w","run_id":"r","provider":"acme","model":"nova","input_tokens":200,"output_tokens":50,"cached_input_tokens":20}'
        }
    ) {
        foreach ($answer in $Json, (ConvertFrom-Json $Json), (ConvertFrom-Json $Json -AsHashtable)) {
            $made = $answer | ConvertTo-FleetRunEvent $Format @run -WarningVariable warnings
            $made | Should -BeOfType ([Fleet.FleetRunEvent])
            Get-Summary $made | Should -BeExactly $Expected
            $warnings | Should -BeNullOrEmpty
        }
    }

    It 'reads <name>' -ForEach @(
        @{
            Name = 'the stream of a chat completion'; Format = 'OpenAIChat'; Expected = 'openai/nova 80+20 40 openai_chat'; RunId = 'c1'
            Text = @'
data: {"id":"c1","model":"nova","choices":[{"delta":{"content":"a"}}],"usage":null}

data: {"id":"c1","model":"nova","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":40,"prompt_tokens_details":{"cached_tokens":20}}}

data: [DONE]
'@
        }
        @{
            Name = 'the stream of a message'; Format = 'AnthropicMessages'; Expected = 'anthropic/opus 57+10 25 anthropic_messages'; RunId = 'm1'
            Text = @'
event: message_start
data: {"type":"message_start","message":{"id":"m1","model":"opus","usage":{"input_tokens":50,"output_tokens":1,"cache_read_input_tokens":10,"cache_creation_input_tokens":7}}}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}

event: message_delta
data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":25}}
'@
        }
        @{
            Name = 'the pieces of a response'; Format = 'OpenAIChat'; Expected = 'openai/nova 8+1 2 openai_chat'; RunId = 'resp_1'
            Text = '[{"type":"response.created","response":{"id":"resp_1","model":"nova","usage":null}},{"type":"response.completed","response":{"id":"resp_1","model":"nova","usage":{"input_tokens":9,"output_tokens":2,"input_tokens_details":{"cached_tokens":1}}}}]'
        }
    ) {
        $made = $Text | ConvertTo-FleetRunEvent $Format @run -WarningVariable warnings
        Get-Summary $made | Should -BeExactly $Expected
        $made.RunId | Should -BeExactly $RunId
        $warnings | Should -BeNullOrEmpty
    }

    It 'warns of a stream that was cut before it reported its usage, and names a line that is not JSON' {
        'data: {"id":"c1","model":"nova","choices":[]}' | ConvertTo-FleetRunEvent OpenAIChat @run -WarningVariable warnings -WarningAction SilentlyContinue | Out-Null
        $warnings | Should -HaveCount 1
        { "data: {}`ndata: {`"id" | ConvertTo-FleetRunEvent OpenAIChat @run -ErrorAction Stop } | Should -Throw '*Line 2 of the stream is not JSON*'
    }

    It 'adds up a list of steps that is given as one' {
        $step = @{ usage_metadata = @{ input_tokens = 9; output_tokens = 2; input_token_details = @{ cache_read = 4 } } }
        Get-Summary (ConvertTo-FleetRunEvent LangChain -InputObject $step, $step @run -Model nova) | Should -Be 'openai/nova 10+8 4 langchain'
        @($step, $step | ConvertTo-FleetRunEvent LangChain @run).Count | Should -Be 2
    }

    It 'labels a crew and a workflow, from the answer or by parameters' {
        $crew = '{"crew_name":"research"}' | ConvertTo-FleetRunEvent CrewAI @run -Label @{ team = 7 } -WarningAction SilentlyContinue
        $crew.Labels['crew.name'], $crew.Labels['team'] | Should -Be 'research', '7'
        (ConvertTo-FleetRunEvent CrewAI -InputObject @{ input_tokens = 1 } @run -CrewName own).Labels['crew.name'] | Should -Be 'own'
        $told = ConvertTo-FleetRunEvent Temporal -InputObject @{ workflow_id = 'w'; run_id = 'r'; input_tokens = 1 } @run
        $told.Labels['temporal.workflow_id'], $told.Labels['temporal.run_id'], $told.RunId | Should -Be 'w', 'r', 'r'
        $given = ConvertTo-FleetRunEvent Temporal -InputObject @{ input_tokens = 1 } @run -WorkflowId w2 -WorkflowRunId r2
        $given.Labels['temporal.workflow_id'], $given.Labels['temporal.run_id'], $given.RunId | Should -Be 'w2', 'r2', 'r2'
    }

    It 'takes the id of the answer, and what else is known from parameters' {
        $json = '{"id":"c1","model":"nova","usage":{"prompt_tokens":1,"completion_tokens":2}}'
        ($json | ConvertTo-FleetRunEvent OpenAIChat @run).RunId | Should -Be 'c1'
        $made = $json | ConvertTo-FleetRunEvent OpenAIChat @run -RunId r1 -TenantId t -TaskId k -SessionId s -TraceId tr -SpanId sp -Provider p -Model m -LatencyMs 5 -ErrorType timeout -Timestamp '2026-05-01T10:00:00Z'
        $made.RunId, $made.ReleaseId, $made.AgentId, $made.Environment, $made.TenantId, $made.TaskId | Should -Be 'r1', 'rel_1', 'a1', 'prod', 't', 'k'
        $made.SessionId, $made.TraceId, $made.SpanId, $made.Provider, $made.Model, $made.LatencyMs, $made.Success | Should -Be 's', 'tr', 'sp', 'p', 'm', 5, $false
        $made.Timestamp | Should -Be ([DateTimeOffset]'2026-05-01T10:00:00Z')
    }

    It 'warns when an answer does not tell its use, and counts none' {
        $made = '{"id":"c1"}' | ConvertTo-FleetRunEvent OpenAIChat @run -WarningVariable warnings -WarningAction SilentlyContinue
        Get-Summary $made | Should -Be 'openai/unknown 0+0 0 openai_chat'
        $warnings | Should -BeLike "*'c1'*none*"
    }

    It 'refuses <name>, and continues with the next' -ForEach @(
        @{ Name = 'text that is not JSON'; Bad = '{' }
        @{ Name = 'a number'; Bad = 12 }
        @{ Name = 'a list of numbers'; Bad = '[1]' }
        @{ Name = 'a count that is none'; Bad = '{"usage":{"prompt_tokens":"many"}}' }
        @{ Name = 'more cached tokens than were read'; Bad = '{"usage":{"prompt_tokens":1,"prompt_tokens_details":{"cached_tokens":2}}}' }
    ) {
        $made = $bad, '{"id":"c2","usage":{"prompt_tokens":1}}' | ConvertTo-FleetRunEvent OpenAIChat @run -ErrorAction SilentlyContinue -ErrorVariable problems
        $made.RunId | Should -Be 'c2'
        $problems | Should -HaveCount 1
        $problems[0].CategoryInfo.Category | Should -Be 'InvalidData'
        $problems[0].TargetObject | Should -Be $bad
    }

    It 'refuses one run id for several answers' {
        $made = '{"usage":{"prompt_tokens":1}}', '{"usage":{"prompt_tokens":1}}' | ConvertTo-FleetRunEvent OpenAIChat @run -RunId r1 -ErrorAction SilentlyContinue -ErrorVariable problems
        @($made).Count, $problems.Count | Should -Be 1, 1
    }

    It 'makes what can be sent, and sends nothing itself' {
        $server = Start-RecordingServer
        try {
            $server.Answer('POST', '/v1/events', 200, '{"inserted":1}')
            $made = '{"id":"c1","model":"nova","usage":{"prompt_tokens":3,"completion_tokens":2}}' | ConvertTo-FleetRunEvent OpenAIChat @run
            $server.Requests | Should -HaveCount 0
            ($made | Send-FleetRunEvent).Inserted | Should -Be 1
            (@($server.Requests)[0].Body | ConvertFrom-Json).events[0].usage.model.input_tokens | Should -Be 3
        }
        finally {
            Stop-RecordingServer $server
        }
    }
}
