BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
    $server = Start-RecordingServer
    $r1 = '{"run_id":"r1","running_count":2,"total_count":3,"first_created_at":"2026-01-02T03:04:05","last_created_at":"2026-01-02T04:04:05","profile_id":null}'
    $r2 = '{"run_id":"r2","running_count":0,"total_count":1,"first_created_at":"2026-01-01T03:04:05","last_created_at":"2026-01-01T03:04:05","profile_id":"p"}'
    $server.Answer('GET', '/v1/env/runs', 200, "[$r1,$r2]")
}

AfterAll {
    Stop-RecordingServer $server
}

Describe 'Get-FleetRun' {
    BeforeEach {
        $server.Clear()
    }

    It 'lists the active runs' {
        $runs = Get-FleetRun
        $runs | Should -BeOfType ([Fleet.FleetRun])
        $runs.RunId | Should -Be 'r1', 'r2'
        $runs[0].RunningCount | Should -Be 2
        $runs[0].IsActive | Should -BeTrue
        $runs[0].FirstCreatedAt | Should -Be ([DateTimeOffset]::new(2026, 1, 2, 3, 4, 5, 0))
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/runs?active=active'
    }

    It 'asks for -Status <_>' -ForEach 'active', 'inactive', 'all' {
        $null = Get-FleetRun -Status $_.ToUpperInvariant()
        Get-RecordedRequest $server | Should -Be "GET /v1/env/runs?active=$_"
    }

    It 'asks for -ProfileId' {
        $null = Get-FleetRun -ProfileId 'self' -Status all
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/runs?profile_id=self&active=all'
    }

    It 'gets named runs whatever their status, with one request' {
        (Get-FleetRun 'r2', 'r1').RunId | Should -Be 'r1', 'r2'
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/runs?active=all'
    }

    It 'asks for a named run with the requested status' {
        $null = Get-FleetRun -RunId 'r1' -Status inactive
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/runs?active=inactive'
    }

    It 'gets each run of piped <Name> once, with one request' -ForEach @(
        @{ Name = 'instances'; Values = { 'i1', 'i2', 'i3' | ForEach-Object { [Fleet.FleetInstance]@{ InstanceId = $_; RunId = 'r1' } } } }
        @{ Name = 'runs'; Values = { [Fleet.FleetRun]@{ RunId = 'r1'; RunningCount = 9; ProfileId = 'other' } } }
        @{ Name = 'CSV rows'; Values = { "RunId,ProfileId`nr1,x`nr1,y" | ConvertFrom-Csv } }
    ) {
        $runs = & $Values | Get-FleetRun
        $runs | Should -HaveCount 1
        $runs.RunningCount | Should -Be 2
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/runs?active=all'
    }

    It 'reports a run that does not exist, and gets the others' {
        $found = Get-FleetRun -RunId 'R1', 'r2' -ErrorVariable failures -ErrorAction SilentlyContinue
        $found.RunId | Should -Be 'r2'
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'RunNotFound,Fleet.Commands.GetFleetRunCommand'
        $failures[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failures[0].TargetObject | Should -Be 'R1'
        $failures[0].Exception.Message | Should -BeExactly "There is no run 'R1'. Use Get-FleetRun -Status all to list all runs."
    }

    It 'fails as a whole when the list does' {
        $server.AnswerOnce('GET', '/v1/env/runs', 403, '{"detail":"no"}')
        { Get-FleetRun -RunId 'r1', 'r2' } | Should -Throw -ErrorId 'PermissionDenied,*'
    }

    It 'sends nothing when nothing is piped in' {
        @() | Get-FleetRun | Should -BeNullOrEmpty
        $server.Requests | Should -BeNullOrEmpty
    }

    It 'refuses nothing for -<Parameter>: <Value>' -ForEach @(
        foreach ($parameter in 'RunId', 'ProfileId') {
            foreach ($value in $null, '', '  ') {
                @{ Parameter = $parameter; Value = $value }
            }
        }
    ) {
        $with = @{ $Parameter = $Value }
        { Get-FleetRun @with } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        $server.Requests | Should -BeNullOrEmpty
    }

    It 'refuses an unknown status' {
        { Get-FleetRun -Status 'running' } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
}
