BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
    $user = '{"id":"luJTHXUWSE","correlation_id":"RID(a)::b","type":"message","source":"user","offset":0,"data":{"type":"message","tags":[],"flagged":false,"parts":[{"type":"content","content":"hello"}],"participant":{"id":"u","name":"Anonymous"}},"deleted":false,"metadata":null,"created_at":"2026-11-22T01:59:56.028117Z"}'
    $status = '{"id":"HrmZiztlDS","correlation_id":"RID(a)::b","type":"status","source":"ai_agent","offset":1,"data":{"type":"status","status":"processing","acknowledged_offset":0,"data":{}},"deleted":false,"metadata":null,"created_at":"2026-11-22T01:59:56Z"}'
}

Describe 'Get-FleetSessionEvent' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/api/sessions/*/events', 200, "{""data"":[$user,$status]}")
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'lists the events of a session' {
        $events = Get-FleetSessionEvent MYSESSION1
        $events | Should -BeOfType Fleet.FleetSessionEvent
        $events.Offset | Should -Be 0, 1
        $events.SessionId | Should -Be 'MYSESSION1', 'MYSESSION1'
        $events[0].Text | Should -Be 'hello'
        $events[1].Status | Should -Be 'processing'
        Get-RecordedRequest $server | Should -Be 'GET /api/sessions/MYSESSION1/events'
    }

    It 'sends the filters' {
        [void](Get-FleetSessionEvent MYSESSION1 -MinOffset 3 -Source ai_agent -CorrelationId 'RID(a)::b' -Type message, tool)
        Get-RecordedRequest $server | Should -Be 'GET /api/sessions/MYSESSION1/events?min_offset=3&source=ai_agent&correlation_id=RID%28a%29%3A%3Ab&types=message&types=tool'
    }

    It 'filters by type itself where the service cannot' {
        $server.Answer('GET', '/api/sessions/MYSESSION1/events?types=status', 422, '{"detail":[{"type":"list_type","loc":["query","types"],"msg":"Input should be a valid list","input":"status"}]}')
        (Get-FleetSessionEvent MYSESSION1 -Type status).Type | Should -Be 'status'
        Get-RecordedRequest $server | Should -Be 'GET /api/sessions/MYSESSION1/events?types=status', 'GET /api/sessions/MYSESSION1/events'
    }

    It 'takes just the session of a piped <_>' -ForEach 'session', 'session event', 'CSV row of a session' {
        [void](Get-PipedObject $_ | Get-FleetSessionEvent)
        Get-RecordedRequest $server | Should -Be 'GET /api/sessions/MYSESSION1/events'
    }

    It 'follows a session with the place after the last event' {
        $server.AnswerOnce('GET', '/api/sessions/MYSESSION1/events?min_offset=2', 200, '{"data":[]}')
        $server.Answer('GET', '/api/sessions/MYSESSION1/events?min_offset=2', 200, '{"data":[{"id":"n","type":"message","source":"user","offset":2}]}')
        (Get-FleetSessionEvent MYSESSION1 -Follow | Select-Object -First 3).Offset | Should -Be 0, 1, 2
    }

    It 'reports a session that does not exist, and lists the others' {
        $server.Answer('GET', '/api/sessions/0123456789/events', 400, '{"detail":"Cannot list events for non-existent session with ID 0123456789"}')
        $events = Get-FleetSessionEvent '0123456789', 'MYSESSION1' -ErrorAction SilentlyContinue -ErrorVariable problems
        $events | Should -HaveCount 2
        Get-ErrorSummary $problems[0] | Should -Be 'SessionNotFound ObjectNotFound'
        $problems[0].TargetObject | Should -Be '0123456789'
    }

    It 'refuses -<Name> with "<Value>"' -ForEach @(
        foreach ($name in 'SessionId', 'Source', 'CorrelationId', 'Type') {
            @{ Name = $name; Value = '' }
            @{ Name = $name; Value = ' ' }
        }
    ) {
        $parameters = @{ SessionId = 'MYSESSION1' }
        $parameters[$name] = $value
        { Get-FleetSessionEvent @parameters } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }
}
