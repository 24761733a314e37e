# Conversations with agents through a real server: a local one, or with FLEET_TEST_AGENTS_URL set the flux0 server at that address, which must
# have an agent type that repeats its input (FLEET_TEST_AGENT_TYPE, by default echo).
BeforeDiscovery {
    $isOwn = -not $env:FLEET_TEST_AGENTS_URL
}

BeforeAll {
    . "$PSScriptRoot/../common.ps1"
    $type = $env:FLEET_TEST_AGENT_TYPE ?? 'echo'
    if ($env:FLEET_TEST_AGENTS_URL) {
        Connect-Fleet -AgentsUri $env:FLEET_TEST_AGENTS_URL
    }
    else {
        $runners = Join-Path $TestDrive 'runners.json'
        Set-Content -Path $runners -Value @'
{"runners": {
  "endless": {"kind": "static", "steps": [
    {"status": "processing", "event": "e1", "data": {}},
    {"chunk": "e1", "repeat": 1000000, "sleep_ms": 5, "patches": [{"op": "add", "path": "/-", "value": "$i "}]}]},
  "crash": {"kind": "static", "steps": [{"raise": "out of order"}]}}}
'@
        [void](Start-FleetServer -RunnersPath $runners)
    }

    $agent = New-FleetAgent -Name 'A parrot' -Type $type -Description 'Repeats what it is told'
}

AfterAll {
    if ($env:FLEET_TEST_AGENTS_URL) { Disconnect-Fleet } else { Stop-FleetServer }
}

Describe 'Agents' {
    It 'makes an agent that can be read and listed' {
        $agent.Name | Should -Be 'A parrot'
        (Get-FleetAgent -AgentId $agent).Description | Should -Be 'Repeats what it is told'
        (Get-FleetAgent).AgentId | Should -Contain $agent.AgentId
    }

    It 'reports an agent that does not exist' {
        Get-FleetAgent -AgentId '0123456789' -ErrorAction SilentlyContinue -ErrorVariable problems
        Get-ErrorSummary $problems[0] | Should -Be 'AgentNotFound ObjectNotFound'
        New-FleetSession -AgentId '0123456789' -ErrorAction SilentlyContinue -ErrorVariable problems
        Get-ErrorSummary $problems[0] | Should -Be 'AgentNotFound ObjectNotFound'
    }

    It 'reports what is wrong with a request' {
        $problem = { New-FleetAgent -Name ('x' * 101) -Type $type } | Should -Throw -ErrorId 'InvalidRequest,*' -PassThru
        Get-ErrorSummary $problem | Should -Be 'InvalidRequest InvalidData'
        $problem.Exception.Fields.Field | Should -Be 'body.name'
        $problem.Exception.Fields.Code | Should -Be 'string_too_long'
    }
}

Describe 'Sessions' {
    It 'makes a session that can be read and listed' {
        $session = $agent | New-FleetSession -Title 'A talk'
        $session.AgentId | Should -Be $agent.AgentId
        (Get-FleetSession -SessionId $session).Title | Should -Be 'A talk'
        (Get-FleetSession).SessionId | Should -Contain $session.SessionId
    }

    It 'reports a session that does not exist' {
        foreach ($look in { Get-FleetSession -SessionId '0123456789' }, { Get-FleetSessionEvent '0123456789' }, { Send-FleetSessionEvent '0123456789' hello }) {
            $look | Should -Throw -ErrorId 'SessionNotFound*'
        }
    }
}

Describe 'A conversation' {
    BeforeEach {
        $session = $agent | New-FleetSession
    }

    It 'shows the text, emits the message and keeps both sides' {
        $answer = $session | Send-FleetSessionEvent -Content 'hello big world' -InformationVariable shown
        $answer.Text | Should -Be 'hello big world'
        -join $shown.MessageData.Message | Should -Be 'hello big world'
        $answer.ParticipantId | Should -Be $agent.AgentId
        $events = Get-FleetSessionEvent $session
        $events.Offset | Should -Be (0..($events.Count - 1))
        $events[0].Text | Should -Be 'hello big world'
        $events[0].Source | Should -Be 'user'
        $events[-1].EventId | Should -Be $answer.EventId
        $events.CorrelationId | Select-Object -Unique | Should -Be $answer.CorrelationId
    }

    It 'streams each update, and its text' {
        $updates = $session | Send-FleetSessionEvent -Content 'hello big world' -Stream
        ($updates | Where-Object Kind -EQ status).Status | Should -Contain 'processing'
        $updates[-1].Text | Should -Be 'hello big world'
        -join ($updates | Where-Object Kind -EQ chunk).Delta | Should -Be 'hello big world'
    }

    It 'emits the events as they were sent' {
        $events = $session | Send-FleetSessionEvent -Content 'grüße 🙂' -Raw
        $events.Event | Select-Object -Unique | Should -Be 'status', 'chunk'
        -join ($events | Where-Object Event -EQ chunk | ForEach-Object { ($_.Data | ConvertFrom-Json).patches.value }) | Should -Be 'grüße 🙂'
    }

    It 'filters the events, also where the service cannot' {
        [void]($session | Send-FleetSessionEvent -Content hello)
        (Get-FleetSessionEvent $session -Type message).Text | Should -Be 'hello', 'hello'
        (Get-FleetSessionEvent $session -Type message -Source user).Text | Should -Be 'hello'
        (Get-FleetSessionEvent $session -MinOffset 1).Offset | Should -Not -Contain 0
    }

    It 'continues where it was' {
        [void]($session | Send-FleetSessionEvent -Content one)
        [void]($session | Send-FleetSessionEvent -Content two)
        (Get-FleetSessionEvent $session -Type message).Text | Should -Be 'one', 'one', 'two', 'two'
        (Get-FleetSessionEvent $session -Type message -Follow | Select-Object -First 3).Text | Should -Be 'one', 'one', 'two'
    }
}

Describe 'The local server alone' -Skip:(-not $isOwn) {
    It 'stops the agent when nobody wants more' {
        $session = New-FleetAgent -Name Long -Type endless | New-FleetSession
        ($session | Send-FleetSessionEvent -Content go -Stream | Select-Object -First 3).StreamId | Should -Be 1, 2, 3
        (Get-FleetSessionEvent $session -Follow | Where-Object Status -NE processing | Where-Object Status | Select-Object -First 1).Status | Should -Be cancelled
    }

    It 'stops the agent when it is stopped' {
        $session = New-FleetAgent -Name Long -Type endless | New-FleetSession
        $shell = New-TestShell
        try {
            [void]$shell.AddScript('param($connection, $session) Send-FleetSessionEvent $session go -Stream -Connection $connection').AddArgument((Get-FleetConnection)).AddArgument($session.SessionId)
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $running = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
            while ($output.Count -eq 0 -and -not $running.IsCompleted) { [void]$running.AsyncWaitHandle.WaitOne(10) }
            $output.Count | Should -BeGreaterThan 0
            $shell.Stop()
            Wait-Ended $running
            (Get-FleetSessionEvent $session -Follow | Where-Object Status -NE processing | Where-Object Status | Select-Object -First 1).Status | Should -Be cancelled
        }
        finally {
            Remove-TestShell $shell
        }
    }

    It 'reports an agent that <Case>' -ForEach @(
        @{ Case = 'breaks'; Type = 'crash'; Reason = '*out of order*' }
        @{ Case = 'nothing runs'; Type = 'nobody'; Reason = '*Nothing runs agents*' }
    ) {
        $session = New-FleetAgent -Name Broken -Type $Type | New-FleetSession
        [void]($session | Send-FleetSessionEvent -Content hello -ErrorAction SilentlyContinue -ErrorVariable problems)
        $problems[0].Exception.Message | Should -BeLike $Reason
        (Get-FleetSessionEvent $session)[-1].Status | Should -Be error
    }
}
