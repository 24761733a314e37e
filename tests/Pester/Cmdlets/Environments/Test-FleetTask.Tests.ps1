BeforeAll {
    . "$PSScriptRoot/../../common.ps1"

    function Get-Execution {
        $server.Requests | Where-Object Path -EQ '/v1/verifiers/execute' | ForEach-Object { $_.Body | ConvertFrom-Json }
    }

    function Get-ExecutionJson([string] $Result, [string] $Stdout = '') {
        @{ key = 'v1'; version = 4; success = $true; result = ($Result | ConvertFrom-Json); error = $null; execution_time_ms = 12; stdout = $Stdout } | ConvertTo-Json -Compress
    }
}

Describe 'Test-FleetTask' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/v1/verifiers/check', 200, '{"success":true}')
        $server.Answer('POST', '/v1/verifiers/execute', 200, (Get-ExecutionJson '1.0'))
        $server.Answer('GET', '/v1/tasks/*', 200, (ConvertTo-TaskJson '{1}'))
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'scores an instance against the task it carries' {
        $outcome = Get-PipedObject 'instance with a task' | Test-FleetTask
        $outcome | Should -BeOfType Fleet.FleetVerification
        $outcome.Passed | Should -BeTrue
        $outcome.Score | Should -Be 1
        $outcome.TaskKey | Should -Be 't1'
        $outcome.InstanceId | Should -Be 'i1'
        $outcome.RunId | Should -Be 'r1'
        $server.Requests.Path | Should -Be '/v1/verifiers/check', '/v1/verifiers/execute'
        $sent = Get-Execution
        $sent.args_array | ConvertTo-Json -Compress | Should -Be '{"env":"i1"}'
        $sent.region | Should -Be 'eu-west-2'
        $sent.timeout | Should -Be 30
    }

    It 'scores a piped <type> against a task by key, which is loaded once' -ForEach @(
        @{ Type = 'instance' }
        @{ Type = 'instance with a task' }
        @{ Type = 'verification' }
        @{ Type = 'CSV row of an instance' }
    ) {
        $outcomes = (Get-PipedObject $type), (Get-PipedObject $type) | Test-FleetTask -TaskKey t7
        $outcomes.TaskKey | Should -Be 't7', 't7'
        $outcomes.InstanceId | Should -Be 'i1', 'i1'
        @($server.Requests.Path -eq '/v1/tasks/t7') | Should -HaveCount 1
    }

    It 'scores a piped task in an instance by id' {
        $outcome = Get-PipedObject 'task' | Test-FleetTask -InstanceId i5
        $outcome.TaskKey | Should -Be 't1'
        $outcome.InstanceId | Should -Be 'i5'
    }

    It 'lets a task that is typed take the place of the instance''s' {
        $other = [Fleet.FleetTask]@{ Key = 'other'; Prompt = 'x'; VerifierCode = "def v(env):`n    return 1" }
        (Get-PipedObject 'instance with a task' | Test-FleetTask -Task $other).TaskKey | Should -Be 'other'
        (Test-FleetTask -Task $other -InstanceId i5).InstanceId | Should -Be 'i5'
    }

    It 'refuses a piped <type> and sends nothing' -ForEach @(
        @{ Type = 'run'; Parameters = @{} }
        @{ Type = 'string'; Parameters = @{} }
        @{ Type = 'string'; Parameters = @{ TaskKey = 't1' } }
        @{ Type = 'CSV row of a task'; Parameters = @{ InstanceId = 'i1' } }
    ) {
        $outcome = try { Get-PipedObject $type | Test-FleetTask @parameters -ErrorAction SilentlyContinue -ErrorVariable problems } catch { }
        $outcome | Should -BeNullOrEmpty
        @($server.Requests | Where-Object Path -EQ '/v1/verifiers/execute') | Should -HaveCount 0
    }

    It 'says so of an instance that carries no task, and scores the others' {
        $outcomes = (Get-PipedObject 'instance'), (Get-PipedObject 'instance with a task') | Test-FleetTask -ErrorAction SilentlyContinue -ErrorVariable problems
        $outcomes | Should -HaveCount 1
        $problems | Should -HaveCount 1
        Get-ErrorSummary $problems[0] | Should -Be 'InvalidRequest InvalidData'
        $problems[0].Exception.Message | Should -BeLike "*'i1' has no task*-TaskKey*"
        $problems[0].TargetObject.InstanceId | Should -Be 'i1'
    }

    It 'refuses both a task and a key' {
        { Test-FleetTask (Get-PipedObject 'instance') -Task (Get-PipedObject 'task') -TaskKey t1 } | Should -Throw '*not both*'
    }

    It 'fails as a whole when there is no such task' {
        $server.Answer('GET', '/v1/tasks/nope', 404, '{"detail":"Task not found"}')
        $caught = try { Test-FleetTask -TaskKey nope -InstanceId i1, i2 } catch [Fleet.FleetNotFoundException] { $_ }
        Get-ErrorSummary $caught | Should -Be 'TaskNotFound ObjectNotFound'
        $caught.TargetObject | Should -Be 'nope'
        $server.Requests | Should -HaveCount 1
    }

    It 'sends arguments, place and time' {
        [void](Get-PipedObject 'instance with a task' | Test-FleetTask -FinalAnswer 'Forty-two' -ArgumentList 'a', 2, @(1, 2) -NamedArgument @{ x = [pscustomobject]@{ y = 1 } } -VerifierRegion us-east-1 -VerifierTimeoutSeconds 60)
        $sent = Get-Execution
        $sent.region | Should -Be 'us-east-1'
        $sent.timeout | Should -Be 60
        $sent.args_array | ConvertTo-Json -Compress | Should -Be '["a",2,[1,2],{"env":"i1"}]'
        $pickle = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($sent.args))
        $pickle | Should -BeLike '*final_answer*Forty-two*'
    }

    It 'refuses <parameters.Keys> of <parameters.Values>' -ForEach @(
        @{ Parameters = @{ VerifierTimeoutSeconds = 0 } }
        @{ Parameters = @{ VerifierTimeoutSeconds = 301 } }
        @{ Parameters = @{ Threshold = -1 } }
        @{ Parameters = @{ Threshold = [double]::NaN } }
        @{ Parameters = @{ ThrottleLimit = 0 } }
        @{ Parameters = @{ ThrottleLimit = 257 } }
        @{ Parameters = @{ TaskKey = '' } }
    ) {
        { Get-PipedObject 'instance with a task' | Test-FleetTask @parameters } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }

    It 'reports the reasons for a low score' {
        $server.Answer('POST', '/v1/verifiers/execute', 200, (Get-ExecutionJson '0.5' 'Verification errors: ["one", "two"]'))
        $outcome = Get-PipedObject 'instance with a task' | Test-FleetTask
        $outcome.Passed | Should -BeFalse
        $outcome.Success | Should -BeTrue
        $outcome.Errors | Should -Be 'one', 'two'
        $outcome.Errors[1] | Should -Be 'two'
        (Get-PipedObject 'instance with a task' | Test-FleetTask -Threshold 0.5).Passed | Should -BeTrue
    }

    It 'reports one that cannot be scored and scores the others' {
        $server.AnswerOnce('POST', '/v1/verifiers/execute', 422, '{"detail":[{"loc":["body","args"],"msg":"bad","type":"value_error"}]}')
        $outcomes = 'i1', 'i2' | ForEach-Object { [pscustomobject]@{ InstanceId = $_ } } |
            Test-FleetTask -TaskKey t1 -ThrottleLimit 1 -ErrorAction SilentlyContinue -ErrorVariable problems
        $outcomes.InstanceId | Should -Be 'i2'
        $problems[0].TargetObject | Should -Be 'i1'
    }

    Context 'with -Quiet' {
        It 'emits one <expected> for scores <scores>' -ForEach @(
            @{ Scores = @('1.0', '1.0'); Expected = $true }
            @{ Scores = @('1.0', '0.5'); Expected = $false }
            @{ Scores = @('null'); Expected = $false }
        ) {
            foreach ($score in $scores) {
                $server.AnswerOnce('POST', '/v1/verifiers/execute', 200, (Get-ExecutionJson $score))
            }

            $answer = @($scores | ForEach-Object { Get-PipedObject 'instance with a task' } | Test-FleetTask -Quiet)
            $answer | Should -HaveCount 1
            $answer[0] | Should -BeOfType bool
            $answer[0] | Should -Be $expected
        }

        It 'emits false for no items, and for items that could not be scored' {
            @() | Test-FleetTask -Quiet | Should -BeFalse
            (Get-PipedObject 'instance with a task'), (Get-PipedObject 'instance') | Test-FleetTask -Quiet -ErrorAction SilentlyContinue | Should -BeFalse
        }
    }

    It 'stops' {
        $server.Hold('POST', '/v1/verifiers/execute', 200, '{}')
        $shell = New-TestShell
        try {
            [void]$shell.AddScript('param($uri, $instance) Connect-Fleet -Uri $uri; $instance | Test-FleetTask').AddArgument($server.Uri).AddArgument((Get-PipedObject 'instance with a task'))
            $running = $shell.BeginInvoke()
            $server.WaitForRequests(2) | Should -BeTrue
            Wait-Ended $shell.BeginStop($null, $null)
            Wait-Ended $running
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        }
        finally {
            Remove-TestShell $shell
        }
    }
}
