BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Import-FleetTask' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('POST', '/v1/tasks', 200, (ConvertTo-TaskJson 'kept'))
        $code = 'def verify(env):\n    return 1.0\n'
        $path = Join-Path $TestDrive 'tasks.json'
        Set-Content -LiteralPath $path -Value "[{`"key`":`"f1`",`"prompt`":`"Do.`",`"env_id`":`"helpdesk`",`"verifier_func`":`"$code`"},{`"key`":`"f2`",`"prompt`":`"Do.`",`"env_id`":`"helpdesk`",`"verifier_func`":`"$code`"}]"
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'creates the tasks of a file' {
        Import-FleetTask -LiteralPath $path -ProjectKey p1 -ThrottleLimit 1 | Should -BeNullOrEmpty
        Get-RecordedRequest $server | Should -Be 'POST /v1/tasks?project_key=p1', 'POST /v1/tasks?project_key=p1'
        ($server.Requests.Body | ConvertFrom-Json).key | Should -Be 'f1', 'f2'
    }

    It 'creates piped tasks' {
        Get-PipedObject 'task' | Import-FleetTask
        Get-RecordedRequest $server | Should -Be 'POST /v1/tasks'
        ($server.Requests.Body | ConvertFrom-Json).key | Should -Be 't1'
    }

    It 'refuses a piped <type> and sends nothing' -ForEach @(@{ Type = 'instance' }, @{ Type = 'run' }, @{ Type = 'string' }) {
        Get-PipedObject $type | Import-FleetTask -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'emits what the service keeps with -PassThru' {
        $kept = Get-PipedObject 'task' | Import-FleetTask -PassThru
        $kept | Should -BeOfType Fleet.FleetTask
        $kept.Key | Should -Be 'kept'
    }

    It 'takes the wrappers off values' {
        $task = (Get-PipedObject 'task').PSObject.Copy()
        $task = [Fleet.FleetTask]@{
            Key = 't1'; Prompt = 'Do.'; EnvironmentId = 'helpdesk'; VerifierCode = $task.VerifierCode
            Metadata = @{ Steps = (1..3 | Measure-Object).Count; Inner = [pscustomobject]@{ A = 1 } }
        }
        $task | Import-FleetTask
        $sent = ($server.Requests.Body | ConvertFrom-Json).metadata
        $sent.Steps | Should -Be 3
        $sent.Inner.A | Should -Be 1
    }

    It 'sends nothing with -WhatIf' {
        Import-FleetTask -LiteralPath $path -WhatIf
        Get-PipedObject 'task' | Import-FleetTask -WhatIf
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses the whole file and names every fault' {
        Set-Content -LiteralPath $path -Value '[{"key":"f1","prompt":"Do.","env_id":"helpdesk","verifier_func":"def v(env): pass"},{"key":"f2","prompt":"Do.","env_id":"helpdesk"},{"key":"f1","prompt":"Do.","env_id":"helpdesk"}]'
        $caught = try { Import-FleetTask -LiteralPath $path } catch [Fleet.FleetValidationException] { $_ }
        Get-ErrorSummary $caught | Should -Be 'InvalidRequest InvalidData'
        $caught.Exception.Fields.Count | Should -BeGreaterOrEqual 3
        "$caught" | Should -BeLike '*tasks`[1`].verifier_func*tasks`[2`].verifier_func*tasks`[2`].key*'
        $server.Requests | Should -HaveCount 0
    }

    It 'reports a task that exists already and creates the others' {
        $server.AnswerOnce('POST', '/v1/tasks', 409, '{"detail":"Task ''f1'' already exists"}')
        Import-FleetTask -LiteralPath $path -ThrottleLimit 1 -ErrorAction SilentlyContinue -ErrorVariable problems
        $server.Requests | Should -HaveCount 2
        $problems | Should -HaveCount 1
        Get-ErrorSummary $problems[0] | Should -Be 'Conflict ResourceExists'
        $problems[0].TargetObject | Should -Be 'f1'
    }

    It 'reports a piped task that is not complete and creates the others' {
        $bad = [Fleet.FleetTask]@{ Key = 'bad'; Prompt = 'Do.' }
        $bad, (Get-PipedObject 'task') | Import-FleetTask -ErrorAction SilentlyContinue -ErrorVariable problems
        $server.Requests | Should -HaveCount 1
        $problems[0].TargetObject | Should -Be 'bad'
        $problems[0].Exception | Should -BeOfType Fleet.FleetValidationException
    }
}
