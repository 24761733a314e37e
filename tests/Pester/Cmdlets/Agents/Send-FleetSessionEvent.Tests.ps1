BeforeAll {
    . "$PSScriptRoot/../../common.ps1"

    function Get-StatusLine([string] $Status, [string] $Data = '{}') {
        "event: status`nid: e1`ndata: {""id"": ""e1"", ""source"": ""ai_agent"", ""type"": ""status"", ""correlation_id"": ""RID(a)::b"", ""data"": {""type"": ""status"", ""status"": ""$Status"", ""data"": $Data}, ""metadata"": null}`n`n"
    }

    function Get-ChunkLine([string] $Text, [string] $Metadata = '{"agent_id": "ZygbH7DaCe"}') {
        "event: chunk`ndata: {""correlation_id"": ""RID(a)::b"", ""event_id"": ""e1"", ""seq"": 0, ""patches"": [{""op"": ""add"", ""path"": ""/-"", ""value"": ""$Text""}], ""metadata"": $Metadata, ""timestamp"": 1795312796.0296638}`n`n"
    }

    $path = '/api/sessions/*/events/stream'
    $talk = (Get-StatusLine 'processing') + (Get-ChunkLine 'hello') + (Get-ChunkLine ' big') + (Get-ChunkLine ' world')
    $kept = '{"id":"xamifK8EQn","correlation_id":"RID(a)::b","type":"status","source":"ai_agent","offset":1,"data":{"type":"status","status":"processing"},"deleted":false},{"id":"6rYUp7QVFO","correlation_id":"RID(a)::b","type":"message","source":"ai_agent","offset":2,"data":{"type":"message","parts":[{"type":"content","content":"hello big world"}],"participant":{"id":"ZygbH7DaCe","name":"echo agent"}},"deleted":false}'
}

Describe 'Send-FleetSessionEvent' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/api/sessions/*/events', 200, "{""data"":[$kept]}")
        $server.Stream('POST', $path, $talk)
    }

    AfterEach {
        $server.Release()
        Stop-RecordingServer $server
    }

    It 'shows the text and emits the message that the service keeps' {
        $answer = Send-FleetSessionEvent MYSESSION1 'hello big world' -InformationVariable shown
        $answer | Should -BeOfType Fleet.FleetSessionEvent
        $answer | Should -HaveCount 1
        $answer.Text | Should -Be 'hello big world'
        -join $shown.MessageData.Message | Should -Be 'hello big world'
        $shown[-1].MessageData.NoNewLine | Should -BeFalse
        $shown[0].MessageData.NoNewLine | Should -BeTrue
        Get-RecordedRequest $server | Should -Be 'POST /api/sessions/MYSESSION1/events/stream', 'GET /api/sessions/MYSESSION1/events?source=ai_agent&correlation_id=RID%28a%29%3A%3Ab'
        @($server.Requests)[0].Body | Should -Be '{"type":"message","source":"user","content":"hello big world"}'
        @($server.Requests)[0].Headers['Accept'] | Should -Be 'text/event-stream'
    }

    It 'warns when the service keeps no message of what was shown' {
        $server.Answer('GET', '/api/sessions/*/events', 200, '{"data":[]}')
        Send-FleetSessionEvent MYSESSION1 go -InformationAction SilentlyContinue -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warnings | Should -BeLike 'The service did not store the answer of the agent of the session MYSESSION1*'
        $server.Stream('POST', $path, (Get-StatusLine 'processing'))
        Send-FleetSessionEvent MYSESSION1 go -WarningVariable warnings | Should -BeNullOrEmpty
        $warnings | Should -BeNullOrEmpty
    }

    It 'writes few records for many pieces' {
        $server.Stream('POST', $path, (-join (1..500 | ForEach-Object { Get-ChunkLine 'x' })))
        [void](Send-FleetSessionEvent MYSESSION1 go -InformationVariable shown)
        (-join $shown.MessageData.Message).Length | Should -Be 500
        $shown.Count | Should -BeLessThan 100
    }

    It 'does not show the reasoning as the answer' {
        $server.Stream('POST', $path, (Get-ChunkLine 'why' '{"kind": "reasoning"}') + (Get-ChunkLine 'answer').Replace('e1', 'e2'))
        [void](Send-FleetSessionEvent MYSESSION1 go -InformationVariable shown)
        -join $shown.MessageData.Message | Should -Be 'answer'
    }

    It 'emits each update with -Stream' {
        $updates = Send-FleetSessionEvent MYSESSION1 hello -Stream
        $updates | Should -BeOfType Fleet.FleetSessionUpdate
        $updates.Kind | Should -Be 'status', 'chunk', 'chunk', 'chunk'
        $updates[0].Status | Should -Be 'processing'
        $updates[2].Delta | Should -Be ' big'
        $updates[2].Length | Should -Be 9
        $updates[2].Text | Should -Be 'hello big'
        Get-RecordedRequest $server | Should -HaveCount 1
    }

    It 'emits the events as sent with -Raw' {
        $events = Send-FleetSessionEvent MYSESSION1 hello -Raw
        $events | Should -BeOfType Fleet.FleetStreamEvent
        $events.Event | Should -Be 'status', 'chunk', 'chunk', 'chunk'
        $events[0].StreamId | Should -Be 'e1'
        ($events[1].Data | ConvertFrom-Json).patches[0].value | Should -Be 'hello'
    }

    It 'takes just the session of a piped <_>' -ForEach 'session', 'session event', 'CSV row of a session' {
        [void](Get-PipedObject $_ | Send-FleetSessionEvent -Content hi -Raw)
        Get-RecordedRequest $server | Should -Be 'POST /api/sessions/MYSESSION1/events/stream'
    }

    It 'keeps what it does not know' {
        $server.Stream('POST', $path, "event: mood`ndata: happy`n`n" + (Get-StatusLine 'dreaming'))
        $updates = Send-FleetSessionEvent MYSESSION1 hello -Stream
        $updates[0].Kind | Should -Be 'mood'
        $updates[0].Raw | Should -Be 'happy'
        $updates[1].Status | Should -Be 'dreaming'
    }

    It 'reports a cut stream, and what was received' {
        $server.CutStream('POST', $path, $talk)
        $updates = Send-FleetSessionEvent MYSESSION1 hello -Stream -ErrorAction SilentlyContinue -ErrorVariable problems
        $updates | Should -HaveCount 4
        Get-ErrorSummary $problems[0] | Should -Be 'StreamBroken ConnectionError'
        $problems[0].TargetObject | Should -Be 'MYSESSION1'
        $problems[0].Exception.UpdatesReceived | Should -Be 4
        $problems[0].Exception.TextReceived | Should -Be 'hello big world'
        Get-RecordedRequest $server | Should -HaveCount 1
    }

    It 'ends a silent stream by the idle limit' {
        $server.Stream('POST', $path, $talk, $true)
        Send-FleetSessionEvent MYSESSION1 hello -IdleTimeoutSeconds 1 -InformationVariable shown -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].Exception.ErrorCode | Should -Be 'stream_silent'
        -join $shown.MessageData.Message | Should -Be 'hello big world'
    }

    It 'reports what the agent says went wrong' {
        $server.Stream('POST', $path, (Get-StatusLine 'error' '{"exception": "boom"}'))
        [void](Send-FleetSessionEvent MYSESSION1 hello -ErrorAction SilentlyContinue -ErrorVariable problems)
        $problems[0].Exception.Message | Should -BeLike '*boom*'
        $problems[0].Exception.ErrorCode | Should -Be 'agent_error'
    }

    It 'reports a session that does not exist' {
        $server.Answer('POST', $path, 400, '{"detail":"Session with ID 0123456789 not found"}')
        Send-FleetSessionEvent '0123456789' hello -ErrorAction SilentlyContinue -ErrorVariable problems
        Get-ErrorSummary $problems[0] | Should -Be 'SessionNotFound ObjectNotFound'
    }

    It 'stops reading as soon as nobody wants more' {
        $server.Stream('POST', $path, $talk, $true)
        (Send-FleetSessionEvent MYSESSION1 hello -Stream | Select-Object -First 1).Status | Should -Be 'processing'
    }

    It 'ends when it is stopped, while the stream is silent' {
        $server.Stream('POST', $path, $talk, $true)
        $shell = New-TestShell
        try {
            [void]$shell.AddScript("Connect-Fleet -Uri $($server.Uri); Send-FleetSessionEvent MYSESSION1 hello")
            $running = $shell.BeginInvoke()
            $server.WaitForRequests(1) | Should -BeTrue
            $shell.Stop()
            Wait-Ended $running
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        }
        finally {
            Remove-TestShell $shell
        }
    }

    It 'warns of a stream of the same session that is still open' {
        # First the streams that ended: what Select-Object cuts off below may take a moment to close.
        $server.Stream('POST', $path, $talk)
        [void](Send-FleetSessionEvent MYSESSION1 hello -Stream)
        [void](Send-FleetSessionEvent MYSESSION1 hello -Stream -WarningVariable later)
        $later | Should -BeNullOrEmpty

        $server.Stream('POST', $path, $talk, $true)
        $warnings = Send-FleetSessionEvent MYSESSION1 hello -Stream | ForEach-Object {
            Send-FleetSessionEvent MYSESSION1 again -Stream -IdleTimeoutSeconds 1 -ErrorAction SilentlyContinue 3>&1
        } | Where-Object { $_ -is [System.Management.Automation.WarningRecord] } | Select-Object -First 1
        $warnings | Should -HaveCount 1
        $warnings.Message | Should -BeLike '*MYSESSION1*'
    }

    It 'sends nothing with -WhatIf' {
        Send-FleetSessionEvent MYSESSION1 hello -WhatIf | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses -<Name> with "<Value>"' -ForEach @(
        foreach ($name in 'SessionId', 'Content') {
            @{ Name = $name; Value = '' }
            @{ Name = $name; Value = ' ' }
        }
    ) {
        $parameters = @{ SessionId = 'MYSESSION1'; Content = 'hi' }
        $parameters[$name] = $value
        { Send-FleetSessionEvent @parameters } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }
}
