BeforeAll {
    . "$PSScriptRoot/../common.ps1"
}

Describe 'An output written by hand, as a mock does it' {
    It 'takes lists as PowerShell writes them, and they can be indexed' {
        $verification = [Fleet.FleetVerification]@{ TaskKey = 't1'; Success = $true; Score = 0.5; Errors = 'one', 'two' }
        $verification.Errors[1] | Should -Be 'two'

        $instance = [Fleet.FleetInstance]@{ InstanceId = 'i1'; Urls = @{ App = 'http://127.0.0.1/one', 'http://127.0.0.1/two' } }
        $instance.Urls.App[1] | Should -Be ([uri]'http://127.0.0.1/two')
        $instance.AppUrl | Should -Be ([uri]'http://127.0.0.1/one')
    }

    It 'takes one value where a list is wanted' {
        ([Fleet.FleetVerification]@{ Errors = 'only' }).Errors[0] | Should -Be 'only'
    }

    It 'takes hashtables where free data is wanted' {
        $task = [Fleet.FleetTask]@{ Key = 't1'; Metadata = @{ avg_steps = 12 }; EnvVariables = @{ LOCALE = 'en' } }
        $task.Metadata.avg_steps | Should -Be 12
        ([Fleet.FleetEnvironment]@{ EnvKey = 'helpdesk'; Versions = @{ 'v1.0.0' = 'v1.0.0' } }).Versions['v1.0.0'] | Should -Be 'v1.0.0'
    }

    It 'takes times and durations as text' {
        ([Fleet.FleetRun]@{ RunId = 'r1'; FirstCreatedAt = '2026-01-02T03:04:05Z' }).FirstCreatedAt.UtcDateTime.Hour | Should -Be 3
        ([Fleet.FleetVerification]@{ ExecutionTime = '00:00:01.5' }).ExecutionTime.TotalSeconds | Should -Be 1.5
    }
}
