BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Add-FleetTranscript' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('POST', '/v1/sessions/ingest', 200, '{"success":true,"session_id":"s1","message_count":2,"created_new_session":false}')
        $server.AnswerOnce('POST', '/v1/sessions/ingest', 200, '{"success":true,"session_id":"s1","message_count":1,"created_new_session":true}')
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'makes a session' {
        $result = Add-FleetTranscript -Model a/b -TaskKey t1 -InstanceId i1 -JobId j1 -Metadata @{ a = 1 }
        $result | Should -BeOfType Fleet.FleetTranscriptResult
        $result.SessionId, $result.MessageCount, $result.CreatedNewSession | Should -Be 's1', 1, $true
        @($server.Requests)[0].Body | Should -Be ('{"messages":[{"role":"system","content":"[session created]"}],"model":"a/b","task_key":"t1","job_id":"j1","instance_id":"i1","status":"running",' +
            '"metadata":{"a":1}}')
        @($server.Requests)[0].Headers['Idempotency-Key'] | Should -Not -BeNullOrEmpty
    }

    It 'adds messages to the session that was made, and ends it' {
        $session = Add-FleetTranscript -Model a/b
        $result = $session | Add-FleetTranscript -Message 'hi', @{ role = 'assistant'; content = 'yo'; tool_calls = @(@{ id = 'c1' }); tokens = 3 }
        $result.CreatedNewSession | Should -BeFalse
        [void]($session | Add-FleetTranscript -Status failed -EndedAt ([DateTimeOffset]'2026-01-02T03:04:05Z') -VerifierExecutionId x1)
        @($server.Requests)[1].Body | Should -Be '{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"yo","tool_calls":[{"id":"c1"}],"tokens":3}],"session_id":"s1"}'
        @($server.Requests)[2].Body | Should -Be '{"messages":[{"role":"system","content":"[session failed]"}],"session_id":"s1","status":"failed","ended_at":"2026-01-02T03:04:05+00:00","verifier_execution_id":"x1"}'
    }

    It 'says when it ended, where nobody else does' {
        [void](Add-FleetTranscript -SessionId s1 -Status completed)
        @($server.Requests)[0].Body | Should -Match '"status":"completed","ended_at":"\d{4}-\d\d-\d\dT'
    }

    It 'sends piped messages together, 500 at a time, and the status with the last' {
        $result = 1..501 | ForEach-Object { [pscustomobject]@{ role = 'user'; content = "m$_" } } | Add-FleetTranscript -Model a/b -Status completed
        $result.CreatedNewSession | Should -BeTrue
        $server.Requests | Should -HaveCount 2
        (@($server.Requests)[0].Body | ConvertFrom-Json).messages | Should -HaveCount 500
        @($server.Requests)[0].Body | Should -Not -Match '"status"'
        $last = @($server.Requests)[1].Body | ConvertFrom-Json
        $last.session_id, $last.status, $last.messages.content | Should -Be 's1', 'completed', 'm501'
    }

    It 'takes the messages of a transcript' {
        $messages = [Fleet.FleetTranscriptMessage]@{ Role = 'tool'; Content = @{ a = 1 }; ToolCallId = 'c1' }
        [void]($messages | Add-FleetTranscript -SessionId s1)
        @($server.Requests)[0].Body | Should -Be '{"messages":[{"role":"tool","content":{"a":1},"tool_call_id":"c1"}],"session_id":"s1"}'
    }

    It 'refuses <name> before anything is sent' -ForEach @(
        @{ Name = 'a message without a role'; Parameters = @{ Message = @{ content = 'x' } }; Says = 'Role' }
        @{ Name = 'a misspelt name'; Parameters = @{ Message = @{ role = 'user'; contents = 'x' } }; Says = 'contents' }
        @{ Name = 'a number'; Parameters = @{ Message = 3 }; Says = 'not a message' }
        @{ Name = 'nothing to add'; Parameters = @{ SessionId = 's1' }; Says = 'Messages' }
        @{ Name = 'an unknown status'; Parameters = @{ SessionId = 's1'; Status = 'done' }; Says = 'Status' }
        @{ Name = 'a blank session'; Parameters = @{ SessionId = ' '; Message = 'x' }; Says = 'SessionId' }
    ) {
        { Add-FleetTranscript @parameters } | Should -Throw "*$says*"
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses a piped <_> and sends nothing' -ForEach 'run', 'task', 'instance' {
        [void](Get-PipedObject $_ | Add-FleetTranscript -Status running -ErrorAction SilentlyContinue -ErrorVariable problems)
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'sends nothing with -WhatIf' {
        Add-FleetTranscript -Message 'hi' -WhatIf | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
    }

    It 'is a terminating error when the session does not exist' {
        $server.Answer('POST', '/v1/sessions/ingest', 404, '{"detail":"Session not found"}')
        [void](Add-FleetTranscript -Message x)
        { Add-FleetTranscript -SessionId gone -Message x } | Should -Throw -ErrorId 'SessionNotFound,Fleet.Commands.AddFleetTranscriptCommand'
    }
}
