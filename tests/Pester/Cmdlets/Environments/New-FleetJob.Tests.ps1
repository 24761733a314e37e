BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'New-FleetJob' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('POST', '/v1/jobs', 200, '{"job_id":"j1","workflow_job_id":"w1","status":"pending","name":"n"}')
        $server.Answer('POST', '/v1/traces/jobs', 200, '{"job_id":"j2","status":"running","name":"trace-job"}')
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'makes one job of all piped tasks' {
        $job = [Fleet.FleetTask]@{ Key = 't1' }, [Fleet.FleetTask]@{ Key = 't2' }, [Fleet.FleetTask]@{ Key = 't1' } | New-FleetJob -Model a/b
        $job | Should -BeOfType Fleet.FleetJob
        $job.JobId, $job.WorkflowJobId, $job.Status, $job.Name | Should -Be 'j1', 'w1', 'pending', 'n'
        $server.Requests | Should -HaveCount 1
        @($server.Requests)[0].Body | Should -Be '{"models":["a/b"],"pass_k":1,"task_keys":["t1","t2"],"max_duration_minutes":60,"max_concurrent_per_model":30}'
        @($server.Requests)[0].Headers['Idempotency-Key'] | Should -Be @($server.Requests)[0].Headers['X-Request-ID']
    }

    It 'takes the task of a piped <_>' -ForEach 'task', 'verification', 'instance with a task', 'CSV row of a task' {
        [void](Get-PipedObject $_ | New-FleetJob -Model a/b)
        @($server.Requests)[0].Body | Should -Match '"task_keys":\["t1"\]'
    }

    It 'refuses a piped <_> and sends nothing' -ForEach 'run', 'account' {
        [void](Get-PipedObject $_ | New-FleetJob -Model a/b -ErrorAction SilentlyContinue -ErrorVariable problems)
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'sends all that is said, in the order of the original' {
        $secret = ConvertTo-SecureString -String 'sk_own' -AsPlainText -Force
        [void](New-FleetJob a/b, c/d -ProjectKey p -Name 'n-{i}' -PassCount 3 -ExcludeTaskKey x -MaxSteps 9 -MaxDurationMinutes 5 -MaxConcurrentPerModel 2 -Mode tool-use -SystemPrompt s `
                -ModelPrompt @{ 'a/b' = 'm' } -ProviderKey @{ openai = $secret } -ProviderKeyTtlMinutes 7 -Harness h)
        @($server.Requests)[0].Body | Should -Be ('{"name":"n-{i}","models":["a/b","c/d"],"pass_k":3,"project_key":"p","excluded_task_keys":["x"],"max_steps":9,"max_duration_minutes":5,' +
            '"max_concurrent_per_model":2,"mode":"tool-use","system_prompt":"s","model_prompts":{"a/b":"m"},"byok_keys":{"openai":"sk_own"},"byok_ttl_minutes":7,"harness":"h"}')
    }

    It 'shows an own key in no stream, and takes none that is plain' {
        $secret = ConvertTo-SecureString -String 'sk_own_secret' -AsPlainText -Force
        $server.Answer('POST', '/v1/jobs', 400, '{"detail":"the key sk_own_secret is bad","byok_keys":{"openai":"sk_own_secret"}}')
        $shown = & {
            try { New-FleetJob a/b -EnvKey e -ProviderKey @{ openai = $secret } -Debug -Verbose } catch { $_ | Format-List -Property * -Force; $_.Exception | Format-List -Property * -Force }
        } *>&1 | Out-String -Width 4000
        $shown | Should -Match 'byok_keys'
        $shown | Should -Not -Match 'sk_own_secret'
        { New-FleetJob a/b -EnvKey e -ProviderKey @{ openai = 'plain' } } | Should -Throw '*secure string*'
    }

    It 'makes a group for own sessions' {
        (New-FleetJob -Trace -Name mine).JobId | Should -Be 'j2'
        [void](New-FleetJob -Trace)
        $server.Requests | ForEach-Object Body | Should -Be '{"name":"mine"}', '{"name":null}'
        Get-RecordedRequest $server | Select-Object -First 1 | Should -Be 'POST /v1/traces/jobs'
    }

    It 'sends nothing with -WhatIf, and nothing without tasks' {
        [void](New-FleetJob a/b -TaskKey t1 -WhatIf)
        [void](New-FleetJob -Trace -WhatIf)
        @() | New-FleetJob a/b | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses -<name> that is null, empty or blank' -ForEach @{ Name = 'TaskKey' }, @{ Name = 'ProjectKey' }, @{ Name = 'EnvKey' } {
        foreach ($value in $null, '', ' ') {
            $parameters = @{ $name = $value }
            { New-FleetJob a/b @parameters } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        }

        $server.Requests | Should -HaveCount 0
    }

    It 'is a terminating error when the service refuses' {
        $server.Answer('POST', '/v1/jobs', 403, '{"detail":"no jobs for you"}')
        { New-FleetJob a/b -EnvKey e } | Should -Throw -ErrorId 'PermissionDenied,Fleet.Commands.NewFleetJobCommand'
    }
}
