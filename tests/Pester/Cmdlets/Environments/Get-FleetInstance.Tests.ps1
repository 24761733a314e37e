BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Get-FleetInstance' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/v1/env/instances/*', 200, (ConvertTo-InstanceJson '{1}'))
        $server.Answer('GET', '/v1/env/instances', 200, "[$((ConvertTo-InstanceJson 'a1'), (ConvertTo-InstanceJson 'a2') -join ',')]")
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'lists the live instances' {
        $all = Get-FleetInstance
        $all | Should -BeOfType Fleet.FleetInstance
        $all.InstanceId | Should -Be 'a1', 'a2'
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/instances'
    }

    It 'sends <query> for <parameters.Keys>' -ForEach @(
        @{ Parameters = @{ RunId = 'r1' }; Query = 'run_id=r1' }
        @{ Parameters = @{ ProfileId = 'self' }; Query = 'profile_id=self' }
        @{ Parameters = @{ Status = 'stopped' }; Query = 'status=stopped' }
        @{ Parameters = @{ Region = 'us-west-1' }; Query = 'region=us-west-1' }
        @{ Parameters = @{ RunId = 'r 1&2'; Status = 'error' }; Query = 'status=error&run_id=r+1%262' }
    ) {
        [void](Get-FleetInstance @parameters)
        Get-RecordedRequest $server | Should -Be "GET /v1/env/instances?$query"
    }

    It 'sends <request> for a piped <type>' -ForEach @(
        @{ Type = 'instance'; Request = 'GET /v1/env/instances/i1' }
        @{ Type = 'verification'; Request = 'GET /v1/env/instances/i1' }
        @{ Type = 'CSV row of an instance'; Request = 'GET /v1/env/instances/i1' }
        @{ Type = 'custom object whose id is a number'; Request = 'GET /v1/env/instances/12345678' }
        @{ Type = 'string'; Request = 'GET /v1/env/instances/i1' }
        @{ Type = 'run'; Request = 'GET /v1/env/instances?run_id=r1' }
        @{ Type = 'CSV row of a run'; Request = 'GET /v1/env/instances?run_id=r1' }
    ) {
        [void](Get-PipedObject $type | Get-FleetInstance)
        Get-RecordedRequest $server | Should -Be $request
    }

    It 'refuses a piped <type> and sends nothing' -ForEach @(
        @{ Type = 'instance without an id'; Summary = 'ParameterArgumentTransformationError InvalidData' }
        @{ Type = 'run without an id'; Summary = 'ParameterArgumentValidationError InvalidData' }
        @{ Type = 'task'; Summary = 'InputObjectNotBound InvalidArgument' }
    ) {
        [void](Get-PipedObject $type | Get-FleetInstance -ErrorAction SilentlyContinue -ErrorVariable problems)
        Get-ErrorSummary $problems[0] | Should -Be $summary
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses -<name> with <what>' -ForEach @(
        foreach ($name in 'InstanceId', 'RunId', 'ProfileId', 'Status', 'Region') {
            @{ Name = $name; What = 'null'; Value = $null }
            @{ Name = $name; What = 'an empty text'; Value = '' }
            @{ Name = $name; What = 'a blank'; Value = ' ' }
        }
    ) {
        $parameters = @{ $name = $value }
        { Get-FleetInstance @parameters } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }

    It 'gets nothing for no ids' {
        Get-FleetInstance -InstanceId @() | Should -BeNullOrEmpty
        @() | Get-FleetInstance | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
    }

    It 'emits instances in the order of their ids' {
        $ids = 1..40 | ForEach-Object { "i$_" }
        ($ids | Get-FleetInstance).InstanceId | Should -Be $ids
        (Get-FleetInstance -InstanceId $ids).InstanceId | Should -Be $ids
    }

    It 'filters single instances too' {
        Get-FleetInstance i1 -Status stopped | Should -BeNullOrEmpty
        (Get-FleetInstance i1 -Status Running).InstanceId | Should -Be 'i1'
    }

    It 'reports an unknown instance and gets the others' {
        $server.Answer('GET', '/v1/env/instances/nope', 404, '{"detail":"Instance not found"}')
        $found = Get-FleetInstance x, nope, y -ErrorAction SilentlyContinue -ErrorVariable problems
        $found.InstanceId | Should -Be 'x', 'y'
        $problems | Should -HaveCount 1
        Get-ErrorSummary $problems[0] | Should -Be 'InstanceNotFound ObjectNotFound'
        $problems[0].TargetObject | Should -Be 'nope'
    }

    It 'can be caught by the type of the error' {
        $server.Answer('GET', '/v1/env/instances/nope', 404, '{"detail":"Instance not found"}')
        $caught = try { Get-FleetInstance nope -ErrorAction Stop } catch [Fleet.FleetNotFoundException] { $_ }
        $caught.Exception.ResourceId | Should -Be 'nope'
    }

    It 'fails as a whole when the list cannot be had' {
        $server.Answer('GET', '/v1/env/instances', 401, '{"detail":"Invalid API key"}')
        { Get-FleetInstance } | Should -Throw -ExceptionType ([Fleet.FleetAuthenticationException]) -ErrorId 'AuthenticationFailed*'
    }

    It 'ends without a word when no more is wanted' {
        (Get-FleetInstance | Select-Object -First 1).InstanceId | Should -Be 'a1'
        ('x', 'y' | Get-FleetInstance | Select-Object -First 1).InstanceId | Should -Be 'x'
    }

    It 'writes a line for each request with -Verbose' {
        $lines = Get-FleetInstance x -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        $lines | Should -HaveCount 1
        $lines | Should -BeLike '*GET*/v1/env/instances/x*200*'
    }

    It 'stops while it waits for a list' {
        $server.Hold('GET', '/v1/env/instances', 200, '[]')
        $shell = New-TestShell
        try {
            [void]$shell.AddScript('param($uri) Connect-Fleet -Uri $uri; Get-FleetInstance').AddArgument($server.Uri)
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
