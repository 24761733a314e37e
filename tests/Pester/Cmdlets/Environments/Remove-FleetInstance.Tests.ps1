BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Remove-FleetInstance' {
    BeforeEach {
        $server = Start-RecordingServer
        $closed = @{ status = 'stopped'; terminated_at = '2026-01-02T04:00:00.000000' }
        $server.Answer('DELETE', '/v1/env/instances/*', 200, (ConvertTo-InstanceJson '{1}' $closed))
        $live = (ConvertTo-InstanceJson 'a1' @{ run_id = 'r1' }), (ConvertTo-InstanceJson 'a2' @{ run_id = 'r1' })
        $server.Answer('GET', '/v1/env/instances', 200, "[$($live -join ',')]")
        $server.Answer('DELETE', '/v1/env/instances/batch', 200, "[$((ConvertTo-InstanceJson 'a1' $closed), (ConvertTo-InstanceJson 'a2' $closed) -join ',')]")
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    Context 'binding' {
        It 'closes just the instance of a piped <type>' -ForEach @(
            @{ Type = 'instance'; Id = 'i1' }
            @{ Type = 'instance with a task'; Id = 'i1' }
            @{ Type = 'verification'; Id = 'i1' }
            @{ Type = 'heartbeat'; Id = 'i1' }
            @{ Type = 'CSV row of an instance'; Id = 'i1' }
            @{ Type = 'custom object whose id is a number'; Id = '12345678' }
            @{ Type = 'string'; Id = 'i1' }
        ) {
            Get-PipedObject $type | Remove-FleetInstance
            Get-RecordedRequest $server | Should -Be "DELETE /v1/env/instances/$id"
        }

        It 'closes the run of a piped <type> with one look-up and one request' -ForEach @(
            @{ Type = 'run' }
            @{ Type = 'CSV row of a run' }
        ) {
            Get-PipedObject $type | Remove-FleetInstance
            Get-RecordedRequest $server | Should -Be 'GET /v1/env/instances?run_id=r1', 'DELETE /v1/env/instances/batch?run_id=r1'
        }

        It 'refuses a piped <type> and sends nothing' -ForEach @(
            @{ Type = 'instance without an id'; Summary = 'ParameterArgumentTransformationError InvalidData' }
            @{ Type = 'CSV row without an id'; Summary = 'ParameterArgumentTransformationError InvalidData' }
            @{ Type = 'run without an id'; Summary = 'ParameterArgumentValidationError InvalidData' }
            @{ Type = 'task'; Summary = 'InputObjectNotBound InvalidArgument' }
            @{ Type = 'account'; Summary = 'InputObjectNotBound InvalidArgument' }
        ) {
            Get-PipedObject $type | Remove-FleetInstance -ErrorAction SilentlyContinue -ErrorVariable problems
            Get-ErrorSummary $problems[0] | Should -Be $summary
            $server.Requests | Should -HaveCount 0
        }

        It 'continues after an object that does not bind' {
            (Get-PipedObject 'instance'), (Get-PipedObject 'task'), 'x' | Remove-FleetInstance -ErrorAction SilentlyContinue -ErrorVariable problems
            $problems | Should -HaveCount 1
            Get-RecordedRequest $server | Sort-Object | Should -Be 'DELETE /v1/env/instances/i1', 'DELETE /v1/env/instances/x'
        }

        It 'takes instances where ids are wanted' {
            $instance = Get-PipedObject 'instance'
            Remove-FleetInstance $instance, 'x'
            Get-RecordedRequest $server | Sort-Object | Should -Be 'DELETE /v1/env/instances/i1', 'DELETE /v1/env/instances/x'
        }

        It 'refuses -<name> with <what>' -ForEach @(
            foreach ($name in 'InstanceId', 'RunId', 'ProfileId') {
                @{ Name = $name; What = 'null'; Value = $null }
                @{ Name = $name; What = 'an empty text'; Value = '' }
                @{ Name = $name; What = 'a blank'; Value = '  ' }
            }
        ) {
            $parameters = @{ $name = $value }
            { Remove-FleetInstance @parameters } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
            $server.Requests | Should -HaveCount 0
        }

        It 'refuses a list of no ids, and one with a blank among them' {
            { Remove-FleetInstance -InstanceId @() } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
            { Remove-FleetInstance -InstanceId 'x', '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
            $server.Requests | Should -HaveCount 0
        }

        It 'closes a profile''s part of a run' {
            Remove-FleetInstance -ProfileId self -RunId r1
            Get-RecordedRequest $server | Should -Be @(
                'GET /v1/env/instances?run_id=r1&profile_id=self'
                'DELETE /v1/env/instances/batch?run_id=r1&profile_id=self'
            )
        }

        It 'does nothing for an empty pipeline' {
            @() | Remove-FleetInstance
            $server.Requests | Should -HaveCount 0
        }
    }

    It 'emits nothing' {
        'x' | Remove-FleetInstance | Should -BeNullOrEmpty
        Remove-FleetInstance -RunId r1 | Should -BeNullOrEmpty
    }

    It 'emits the closed instances with -PassThru' {
        $one = 'x' | Remove-FleetInstance -PassThru
        $one | Should -BeOfType Fleet.FleetInstance
        $one.InstanceId | Should -Be 'x'
        $one.IsEnded | Should -BeTrue
        (Remove-FleetInstance -RunId r1 -PassThru).InstanceId | Should -Be 'a1', 'a2'
    }

    It 'closes what is given twice once' {
        'x', 'y', 'x' | Remove-FleetInstance
        $server.Requests | Should -HaveCount 2
    }

    It 'sends no change with -WhatIf' {
        'x' | Remove-FleetInstance -WhatIf
        $server.Requests | Should -HaveCount 0
        Remove-FleetInstance -RunId r1 -WhatIf
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/instances?run_id=r1'
    }

    It 'asks once for a whole group' {
        $shell = New-TestShell
        try {
            [void]$shell.AddScript('param($uri) Connect-Fleet -Uri $uri; Remove-FleetInstance -RunId r1 -WhatIf').AddArgument($server.Uri)
            $shell.Invoke()
            $shell.Recorder.Lines | Should -HaveCount 1
            $shell.Recorder.Lines | Should -BeLike '*2 instances of run r1*'
        }
        finally {
            Remove-TestShell $shell
        }
    }

    It 'sends no request to close a run that has no live instances' {
        $server.Answer('GET', '/v1/env/instances', 200, '[]')
        Remove-FleetInstance -RunId r1
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/instances?run_id=r1'
    }

    It 'reports an unknown instance and closes the others' {
        $server.Answer('DELETE', '/v1/env/instances/nope', 404, '{"detail":"Instance not found"}')
        $passed = 'x', 'nope', 'y' | Remove-FleetInstance -PassThru -ErrorAction SilentlyContinue -ErrorVariable problems
        $passed.InstanceId | Sort-Object | Should -Be 'x', 'y'
        $problems | Should -HaveCount 1
        Get-ErrorSummary $problems[0] | Should -Be 'InstanceNotFound ObjectNotFound'
        $problems[0].TargetObject | Should -Be 'nope'
        $problems[0].Exception | Should -BeOfType Fleet.FleetNotFoundException
    }

    It 'ends at once when the key is wrong' {
        $server.Answer('DELETE', '/v1/env/instances/*', 401, '{"detail":"Invalid API key"}')
        { 'x', 'y' | Remove-FleetInstance -ThrottleLimit 1 } | Should -Throw -ExceptionType ([Fleet.FleetAuthenticationException]) -ErrorId 'AuthenticationFailed*'
        $server.Requests | Should -HaveCount 1
    }

    It 'works in other runspaces, all at once' {
        $connection = Get-FleetConnection
        1..4 | ForEach-Object -Parallel {
            Import-Module $using:ModulePath
            "p$_" | Remove-FleetInstance -Connection $using:connection
        }
        Get-RecordedRequest $server | Sort-Object | Should -Be (1..4 | ForEach-Object { "DELETE /v1/env/instances/p$_" })
    }

    It 'stops' {
        $server.Hold('DELETE', '/v1/env/instances/slow', 200, '{}')
        $shell = New-TestShell
        try {
            [void]$shell.AddScript('param($uri) Connect-Fleet -Uri $uri; Remove-FleetInstance slow').AddArgument($server.Uri)
            $running = $shell.BeginInvoke()
            $server.WaitForRequests(1) | Should -BeTrue
            Wait-Ended $shell.BeginStop($null, $null)
            Wait-Ended $running
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        }
        finally {
            Remove-TestShell $shell
        }
    }
}
