BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
    $server = Start-RecordingServer
    $helpdesk = '{"env_key":"helpdesk","name":"Helpdesk","description":"A support desk","default_version":"v1.0.0","versions":{"v1.0.0":"v1.0.0"}}'
    $crm = '{"env_key":"crm","name":"CRM","description":null,"default_version":null,"versions":{}}'
    $server.Answer('GET', '/v1/env/', 200, "[$helpdesk,$crm]")
    $server.Answer('GET', '/v1/env/helpdesk', 200, $helpdesk)
    $server.Answer('GET', '/v1/env/crm', 200, $crm)
    $server.Answer('GET', '/v1/env/nope', 404, '{"detail":"Environment ''nope'' not found"}')
}

AfterAll {
    Stop-RecordingServer $server
}

Describe 'Get-FleetEnvironment' {
    BeforeEach {
        $server.Clear()
    }

    It 'lists the catalog' {
        $environments = Get-FleetEnvironment
        $environments | Should -BeOfType ([Fleet.FleetEnvironment])
        $environments.EnvKey | Should -Be 'helpdesk', 'crm'
        $environments[0].Versions['v1.0.0'] | Should -Be 'v1.0.0'
        $environments[1].DefaultVersion | Should -BeNullOrEmpty
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/'
    }

    It 'gets those that are named, by position' {
        (Get-FleetEnvironment 'crm', 'helpdesk').EnvKey | Should -Be 'crm', 'helpdesk'
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/crm', 'GET /v1/env/helpdesk'
    }

    It 'binds the key of a piped <Name>' -ForEach @(
        @{ Name = 'instance'; Value = { [Fleet.FleetInstance]@{ InstanceId = 'i1'; EnvKey = 'helpdesk' } } }
        @{ Name = 'environment'; Value = { [Fleet.FleetEnvironment]@{ EnvKey = 'helpdesk' } } }
        @{ Name = 'CSV row'; Value = { "EnvKey,Other`nhelpdesk,x" | ConvertFrom-Csv } }
    ) {
        (& $Value | Get-FleetEnvironment).EnvKey | Should -Be 'helpdesk'
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/helpdesk'
    }

    It 'gets the environment of many instances once' {
        $instances = 1..3 | ForEach-Object { [Fleet.FleetInstance]@{ InstanceId = "i$_"; EnvKey = 'helpdesk' } }
        $instances | Get-FleetEnvironment | Should -HaveCount 1
        $server.Requests | Should -HaveCount 1
    }

    It 'reports an unknown key and gets the others' {
        $found = Get-FleetEnvironment -EnvKey 'nope', 'crm' -ErrorVariable failures -ErrorAction SilentlyContinue
        $found.EnvKey | Should -Be 'crm'
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'EnvironmentNotFound,Fleet.Commands.GetFleetEnvironmentCommand'
        $failures[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failures[0].TargetObject | Should -Be 'nope'
        $failures[0].Exception | Should -BeOfType ([Fleet.FleetNotFoundException])
    }

    It 'stops at a refused key instead of asking again for each' {
        $server.AnswerOnce('GET', '/v1/env/helpdesk', 401, '{"detail":"Invalid API key"}')
        { Get-FleetEnvironment -EnvKey 'helpdesk', 'crm' } | Should -Throw -ErrorId 'AuthenticationFailed,*'
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/helpdesk'
    }

    It 'asks for no more than what is wanted' {
        (Get-FleetEnvironment -EnvKey 'helpdesk', 'crm' | Select-Object -First 1).EnvKey | Should -Be 'helpdesk'
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/helpdesk'
    }

    It 'refuses nothing for a key: <_>' -ForEach 'null', 'empty', 'blank', 'none', 'one of them' {
        $value = @{ 'null' = $null; 'empty' = ''; 'blank' = ' '; 'none' = @(); 'one of them' = @('helpdesk', '') }[$_]
        { Get-FleetEnvironment -EnvKey $value } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        $server.Requests | Should -BeNullOrEmpty
    }
}
