BeforeAll {
    . "$PSScriptRoot/../../common.ps1"

    $InstanceJson = ConvertTo-InstanceJson 'i1' -With @{ run_id = 'r1' }
    $TaskJson = '{"key":"t1","prompt":"Do it.","env_id":"helpdesk","version":"v1","verifier_func":"def v(env):\n    return 1\n"}'
    $OutcomeOfRun = '{"success":true,"score":1.0,"stdout":"","execution_time_ms":12,"result":1.0}'
}

Describe 'Get-FleetTranscript' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/v1/sessions/job/*', 200, "{`"job_id`":`"{1}`",`"total_sessions`":2,`"tasks`":[{`"task_id`":`"x`",`"task`":$TaskJson,`"total_sessions`":2,`"passed_sessions`":1,`"pass_rate`":0.5,`"average_score`":0.5,`"sessions`":[" +
            "{`"session_id`":`"s1`",`"instance`":$InstanceJson,`"model`":`"a/b`",`"status`":`"completed`",`"created_at`":`"2026-01-02T03:04:05`",`"step_count`":4,`"verifier_execution`":$OutcomeOfRun}," +
            '{"session_id":"s2","instance":null,"model":"a/b","status":"running","created_at":"2026-01-02T03:04:05","started_at":null,"ended_at":null,"step_count":0,"verifier_execution":null}]}]}')
        $server.Answer('GET', '/v1/sessions/*/transcript', 200, "{`"task`":$TaskJson,`"instance`":$InstanceJson,`"verifier_execution`":$OutcomeOfRun,`"transcript`":[" +
            '{"role":"user","content":"hi","tool_calls":null,"tool_call_id":null},{"role":"assistant","content":[{"type":"text","text":"yo"}],"tool_calls":[{"id":"c1"}]}]}')
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'reads the messages of a session' {
        $transcript = Get-FleetTranscript s1
        $transcript | Should -BeOfType Fleet.FleetTranscript
        $transcript.SessionId, $transcript.TaskKey, $transcript.InstanceId, $transcript.Score, $transcript.Passed | Should -Be 's1', 't1', 'i1', 1.0, $true
        $transcript.Verification.TaskKey, $transcript.Verification.RunId | Should -Be 't1', 'r1'
        $transcript.Messages[0].ToString() | Should -Be 'user: hi'
        $transcript.Messages[1].Content[0].text | Should -Be 'yo'
        $transcript.Messages[1].ToolCalls[0].id | Should -Be 'c1'
        Get-RecordedRequest $server | Should -Be 'GET /v1/sessions/s1/transcript'
    }

    It 'lists the sessions of a job' {
        $sessions = [Fleet.FleetJob]@{ JobId = 'j1' } | Get-FleetTranscript
        $sessions.SessionId | Should -Be 's1', 's2'
        $sessions.Passed | Should -Be $true, $false
        $sessions[0].JobId, $sessions[0].TaskKey, $sessions[0].Model, $sessions[0].StepCount | Should -Be 'j1', 't1', 'a/b', 4
        $sessions[0].Messages | Should -BeNullOrEmpty
        Get-RecordedRequest $server | Should -Be 'GET /v1/sessions/job/j1'
    }

    It 'reads what they said with -IncludeMessage, or when they are piped on' {
        $sessions = Get-FleetTranscript -JobId j1 -IncludeMessage
        $sessions | ForEach-Object { $_.Messages.Count } | Should -Be 2, 2
        $sessions.Model | Should -Be 'a/b', 'a/b'
        $server.Clear()
        (Get-FleetTranscript -JobId j1 | Get-FleetTranscript).SessionId | Should -Be 's1', 's2'
        Get-RecordedRequest $server | Sort-Object | Should -Be 'GET /v1/sessions/job/j1', 'GET /v1/sessions/s1/transcript', 'GET /v1/sessions/s2/transcript'
    }

    It 'refuses a piped <_> and sends nothing' -ForEach 'run', 'task', 'instance' {
        [void](Get-PipedObject $_ | Get-FleetTranscript -ErrorAction SilentlyContinue -ErrorVariable problems)
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses -<_> that is null, empty or blank' -ForEach 'SessionId', 'JobId' {
        foreach ($value in $null, '', ' ') {
            $parameters = @{ $_ = $value }
            { Get-FleetTranscript @parameters } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        }

        $server.Requests | Should -HaveCount 0
    }

    It 'reports one that does not exist, and continues' {
        $server.Answer('GET', '/v1/sessions/gone/transcript', 404, '{"detail":"Session not found"}')
        (Get-FleetTranscript gone, s1 -ErrorAction SilentlyContinue -ErrorVariable problems).SessionId | Should -Be 's1'
        Get-ErrorSummary $problems[0] | Should -Be 'SessionNotFound ObjectNotFound'
        $server.Answer('GET', '/v1/sessions/job/gone', 404, '{"detail":"Job not found"}')
        [void](Get-FleetTranscript -JobId gone -ErrorAction SilentlyContinue -ErrorVariable problems)
        Get-ErrorSummary $problems[0] | Should -Be 'JobNotFound ObjectNotFound'
    }

    It 'says which field of an answer is missing' {
        $server.Answer('GET', '/v1/sessions/s1/transcript', 200, '{"transcript":[{"content":"x"}]}')
        [void](Get-FleetTranscript s1 -ErrorAction SilentlyContinue -ErrorVariable problems)
        Get-ErrorSummary $problems[0] | Should -Be 'AnswerUnreadable InvalidResult'
        $problems[0].Exception.Message | Should -Match 'role is missing'
    }

    It 'stops when nobody wants more' {
        (Get-FleetTranscript s1, s2, s3 -ThrottleLimit 1 | Select-Object -First 1).SessionId | Should -Be 's1'
    }
}
