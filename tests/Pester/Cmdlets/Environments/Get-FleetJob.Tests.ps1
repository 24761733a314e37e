BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Get-FleetJob' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/v1/jobs', 200, '{"jobs":[{"id":"j1","name":"one","created_at":"2026-01-02T03:04:05","status":"running"},{"id":"j2","name":null,"created_at":null,"status":"completed"}],"total":2}')
        $server.Answer('GET', '/v1/jobs/*', 200, '{"id":"{1}","name":"one","status":"running"}')
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'lists all jobs' {
        $jobs = Get-FleetJob
        $jobs | Should -BeOfType Fleet.FleetJob
        $jobs.JobId | Should -Be 'j1', 'j2'
        $jobs.IsEnded | Should -Be $false, $true
        Get-RecordedRequest $server | Should -Be 'GET /v1/jobs'
    }

    It 'reads those that are named, of a team' {
        (Get-FleetJob j1, 'a b' -TeamId t1).JobId | Should -Be 'j1', 'a b'
        Get-RecordedRequest $server | Sort-Object | Should -Be 'GET /v1/jobs/a%20b?team_id=t1', 'GET /v1/jobs/j1?team_id=t1'
    }

    It 'reads a piped job again' {
        (Get-FleetJob | Get-FleetJob).JobId | Should -Be 'j1', 'j2'
        [void]([pscustomobject]@{ JobId = 'j9' } | Get-FleetJob)
        @(Get-RecordedRequest $server)[-1] | Should -Be 'GET /v1/jobs/j9'
    }

    It 'refuses a piped <_> and sends nothing' -ForEach 'run', 'task', 'instance' {
        [void](Get-PipedObject $_ | Get-FleetJob -ErrorAction SilentlyContinue -ErrorVariable problems)
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses an id or team that is null, empty or blank' {
        foreach ($value in $null, '', ' ') {
            { Get-FleetJob -JobId $value } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
            { Get-FleetJob -TeamId $value } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        }

        $server.Requests | Should -HaveCount 0
    }

    It 'reports a job that does not exist, and continues' {
        $server.Answer('GET', '/v1/jobs/gone', 404, '{"detail":"Job not found"}')
        (Get-FleetJob gone, j1 -ErrorAction SilentlyContinue -ErrorVariable problems).JobId | Should -Be 'j1'
        Get-ErrorSummary $problems[0] | Should -Be 'JobNotFound ObjectNotFound'
        $problems[0].TargetObject | Should -Be 'gone'
    }

    It 'says that a service has no jobs' {
        $server.Answer('GET', '/v1/jobs', 404, '{"detail":"Not Found"}')
        $server.Answer('GET', '/v1/jobs/j1', 404, '{"detail":"Not Found"}')
        { Get-FleetJob } | Should -Throw -ErrorId 'NotSupported,*' -ExpectedMessage '*does not offer jobs*'
        [void](Get-FleetJob j1 -ErrorAction SilentlyContinue -ErrorVariable problems)
        Get-ErrorSummary $problems[0] | Should -Be 'NotSupported NotImplemented'
        $problems[0].Exception.Message | Should -Match 'does not offer jobs'
    }

    It 'stops when nobody wants more' {
        (Get-FleetJob | Select-Object -First 1).JobId | Should -Be 'j1'
    }
}
