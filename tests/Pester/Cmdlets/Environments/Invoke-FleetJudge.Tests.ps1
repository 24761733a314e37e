BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Invoke-FleetJudge' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('POST', '/v1/judge/grade', 200, '{"normalized_score":0.8,"total_score":8,"max_score":10,"criteria":[{"name":"Accuracy","score":8,"max_score":10,"reasoning":"close"}],"feedback":"ok","model_used":"m","provider_used":"p","execution_id":"e1","accumulators":{"errors":["x"]}}')
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'emits the judgement' {
        $judgement = Invoke-FleetJudge i1 'answer' -Rubric 'Be fair.'
        $judgement | Should -BeOfType Fleet.FleetJudgement
        $judgement.InstanceId, $judgement.Score, $judgement.TotalScore, $judgement.Feedback, $judgement.Model, $judgement.ExecutionId | Should -Be 'i1', 0.8, 8, 'ok', 'm', 'e1'
        $judgement.Criteria[0].Reasoning | Should -Be 'close'
        $judgement.Accumulators.errors | Should -Be 'x'
        @($server.Requests)[0].Body | Should -Be '{"instance_id":"i1","submission":"answer","agentic":false,"rubric":{"type":"string","text":"Be fair."}}'
    }

    It 'sends criteria, and all else' {
        [void](Invoke-FleetJudge i1 -Criterion @{ Name = 'Accuracy'; Description = 'be strict'; Levels = @{ 0 = 'wrong'; 10 = 'right' } }, @{ Name = 'Tone'; MaxScore = 5 } -SystemPrompt sp -Agentic `
                -GroundTruth @{ a = 1 } -Problem p -Context c -ReferenceClaim r -Conversation @{ role = 'user'; content = 'x' } -Model m -Provider pv -TaskId t1 -Collect @{ g = @('*.png') } `
                -Image ([ordered]@{ label = 'gold'; source = 's3'; url = 's3://b/k.png' }) -File ([ordered]@{ data = 'QQ=='; label = 'part'; source = 'base64' }))
        @($server.Requests)[0].Body | Should -Be ('{"instance_id":"i1","submission":null,"agentic":true,"rubric":{"type":"structured","criteria":[' +
            '{"name":"Accuracy","max_score":10,"description":"- 10 points: right\n- 0 points: wrong\nbe strict"},{"name":"Tone","max_score":5,"description":""}],"system_prompt":"sp"},' +
            '"ground_truth":{"a":1},"problem":"p","context":"c\n\n## Reference Claims\nr","conversation":[{"role":"user","content":"x"}],"model":"m","provider":"pv","task_id":"t1",' +
            '"collect":{"g":["*.png"]},"images":[{"label":"gold","source":"s3","url":"s3://b/k.png"}],"files":[{"data":"QQ==","label":"part","source":"base64"}]}')
    }

    It 'judges a piped <_>' -ForEach 'instance', 'verification', 'CSV row of an instance', 'string' {
        [void](Get-PipedObject $_ | Invoke-FleetJudge -Rubric r)
        @($server.Requests)[0].Body | Should -Match '^{"instance_id":"i1"'
    }

    It 'refuses a piped <_> and sends nothing' -ForEach 'run', 'task', 'instance without an id' {
        [void](Get-PipedObject $_ | Invoke-FleetJudge -Rubric r -ErrorAction SilentlyContinue -ErrorVariable problems)
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'sends the token of the environment with these calls alone' {
        $output = Invoke-FreshShell -Environment @{ FLEET_API_KEY = 'sk_test'; FLEET_BASE_URL = "$($server.Uri)"; FLEET_JUDGE_TOKEN = 'sk_judge_1' } `
            -Script "(Invoke-FleetJudge i1 -Rubric r).Score; try { Get-FleetRun } catch { }; try { Invoke-FleetJudge i1 -Rubric r -Debug 5>&1 | Out-String } catch { `"`$_`" }"
        $output[0] | Should -Be '0.8'
        "$output" | Should -Not -Match 'sk_judge_1'
        @($server.Requests | Where-Object Path -eq '/v1/judge/grade')[0].Headers['X-Fleet-Judge-Token'] | Should -Be 'sk_judge_1'
        @($server.Requests | Where-Object Path -ne '/v1/judge/grade')[0].Headers.ContainsKey('X-Fleet-Judge-Token') | Should -BeFalse
    }

    It 'says clearly that a service offers none (<status>)' -ForEach @(
        @{ Status = 404; Body = '{"detail":"Not Found"}'; Says = 'does not offer judging by a model\.$' }
        @{ Status = 501; Body = '{"detail":"No grading command is configured"}'; Says = 'does not offer judging by a model: No grading command is configured\.$' }
    ) {
        $server.Answer('POST', '/v1/judge/grade', $status, $body)
        [void](Invoke-FleetJudge i1 -Rubric r -ErrorAction SilentlyContinue -ErrorVariable problems)
        Get-ErrorSummary $problems[0] | Should -Be 'NotSupported NotImplemented'
        $problems[0].Exception.Message | Should -Match $says
        $problems[0].TargetObject | Should -Be 'i1'
        $server.Requests | Should -HaveCount 1
    }

    It 'refuses <name> before anything is sent' -ForEach @(
        @{ Name = 'no rubric'; Parameters = @{ Rubric = ' ' }; Id = 'ParameterArgumentValidationError*' }
        @{ Name = 'no criteria'; Parameters = @{ Criterion = @() }; Id = 'ParameterArgumentValidationError*' }
        @{ Name = 'a criterion without points'; Parameters = @{ Criterion = @{ Name = 'a' } }; Id = 'InvalidRequest,*' }
        @{ Name = 'a criterion without a name'; Parameters = @{ Criterion = @{ MaxScore = 3 } }; Id = 'InvalidRequest,*' }
    ) {
        { Invoke-FleetJudge i1 @parameters -ErrorAction Stop } | Should -Throw -ErrorId $Id
        $server.Requests | Should -HaveCount 0
    }

    It 'sends nothing with -WhatIf' {
        [void](Invoke-FleetJudge i1 -Rubric r -WhatIf)
        $server.Requests | Should -HaveCount 0
    }
}

Describe 'Invoke-FleetJudge with a local server' -Skip:$IsWindows {
    BeforeAll {
        $grade = Join-Path $TestDrive 'grade'
        Set-Content -LiteralPath $grade -Value @"
#!/bin/sh
cat > '$TestDrive/request.json'
if grep -q bad '$TestDrive/request.json'; then echo 'cannot tell' >&2; exit 4; fi
echo '{"normalized_score":0.25,"total_score":1,"max_score":4,"criteria":[{"name":"Told","score":1,"max_score":4,"reasoning":"hardly"}],"feedback":"more"}'
"@
        /bin/chmod +x $grade
        [void](Start-FleetServer -JudgeCommand $grade)
        $instance = New-FleetEnvironment helpdesk -TtlSeconds 600
    }

    AfterAll {
        Stop-FleetServer
    }

    It 'has a program of the user grade' {
        $judgement = $instance | Invoke-FleetJudge -Submission 'Refund sent.' -Rubric 'Was the customer told?'
        $judgement.Score, $judgement.TotalScore, $judgement.MaxScore, $judgement.Feedback | Should -Be 0.25, 1, 4, 'more'
        $judgement.Criteria[0].Reasoning | Should -Be 'hardly'
        $request = Get-Content -LiteralPath "$TestDrive/request.json" -Raw | ConvertFrom-Json
        $request.instance_id, $request.submission, $request.rubric.text | Should -Be $instance.InstanceId, 'Refund sent.', 'Was the customer told?'
    }

    It 'shows what the program says when it fails' {
        [void]($instance | Invoke-FleetJudge -Submission bad -Rubric r -ErrorAction SilentlyContinue -ErrorVariable problems)
        $problems | Should -HaveCount 1
        $problems[0].Exception.Message | Should -Match 'The grading command ended with exit code 4: cannot tell'
        $problems[0].TargetObject | Should -Be $instance.InstanceId
    }
}
