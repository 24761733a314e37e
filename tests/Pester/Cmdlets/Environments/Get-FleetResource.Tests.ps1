BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Get-FleetResource' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/v1/env/instances/*', 200, (ConvertTo-InstanceJson '{1}' @{ urls = Get-InstanceUrl $server '{1}' }))
        $server.Answer('GET', '/i/*/api/v1/env/resources', 200,
            '[{"name":"seed","type":"sqlite","mode":"ro","label":null},{"name":"current","type":"sqlite","mode":"rw","label":"now"},{"name":"x","type":"hologram","mode":"rw"}]')
        $server.Answer('GET', '/i/*/api/v1/env/resources/sqlite/*/describe', 200,
            '{"success":true,"tables":[{"name":"pair","sql":"CREATE ...","columns":[{"name":"v","type":"TEXT","notnull":true,"default_value":"0","pk":0},{"name":"b","type":"","notnull":false,"default_value":null,"pk":2},{"name":"a","type":"INTEGER","notnull":false,"default_value":null,"pk":1}]}]}')
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'lists everything, kinds that nobody knows included' {
        $all = Get-FleetResource i1
        $all | Should -BeOfType Fleet.FleetResource
        "$all" | Should -Be 'sqlite://seed sqlite://current hologram://x'
        $all.InstanceId | Should -Be 'i1', 'i1', 'i1'
        $all.IsWritable | Should -Be $false, $true, $true
        $all[1].Label | Should -Be 'now'
        $all[0].Tables | Should -BeNullOrEmpty
    }

    It 'takes the older form of the list' {
        $server.Answer('GET', '/i/i1/api/v1/env/resources', 200, '{"resources":[{"name":"current","type":"sqlite","mode":"rw","label":null}]}')
        (Get-FleetResource i1).Name | Should -Be 'current'
    }

    It 'asks for a piped <_>' -ForEach 'instance', 'verification', 'CSV row of an instance', 'string' {
        [void](Get-PipedObject $_ | Get-FleetResource)
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/instances/i1', 'GET /i/i1/api/v1/env/resources'
    }

    It 'refuses a piped <_> and sends nothing' -ForEach 'run', 'task', 'instance without an id' {
        [void](Get-PipedObject $_ | Get-FleetResource -ErrorAction SilentlyContinue -ErrorVariable problems)
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses an id that is null, empty or blank' {
        { Get-FleetResource $null } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        { Get-FleetResource '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        { Get-FleetResource 'i1', ' ' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }

    It 'sends no credentials to an instance' {
        [void](Get-FleetResource i1)
        @($server.Requests)[0].Headers.ContainsKey('Authorization') | Should -BeTrue
        @($server.Requests)[1].Headers.ContainsKey('Authorization') | Should -BeFalse
    }

    It 'takes an address in place of an id, without a connection too' {
        $address = "$($server.Uri)i/u1/api/v1/env"
        (Get-FleetResource $address).InstanceId | Select-Object -Unique | Should -Be $address
        $found = Invoke-InNewRunspace -Script { param($uri) Get-FleetResource $uri } -ArgumentList $address
        $found.Name | Should -Be 'seed', 'current', 'x'
        Get-RecordedRequest $server | Select-Object -Unique | Should -Be 'GET /i/u1/api/v1/env/resources'
    }

    It 'refuses an address with <what>' -ForEach @(
        @{ What = 'a user'; Address = 'http://user:secret@127.0.0.1/x' }
        @{ What = 'a query'; Address = 'http://127.0.0.1/x?a=1' }
        @{ What = 'no host'; Address = 'http://' }
    ) {
        Get-FleetResource $address -ErrorAction SilentlyContinue -ErrorVariable problems
        Get-ErrorSummary $problems[0] | Should -Be 'InvalidRequest InvalidData'
        $problems[0].Exception.Message | Should -Not -Match 'secret'
    }

    It 'reads the tables when asked' {
        $found = Get-FleetResource i1 -IncludeTable
        $found[1].Tables[0] | Should -BeOfType Fleet.FleetTable
        $found[1].Tables[0].PrimaryKey | Should -Be 'a', 'b'
        $found[1].Tables[0].Columns[0].NotNull | Should -BeTrue
        $found[1].Tables[0].Columns[0].DefaultValue | Should -Be '0'
        $found[2].Tables | Should -BeNullOrEmpty
        Get-RecordedRequest $server | Select-Object -Skip 2 |
            Should -Be 'GET /i/i1/api/v1/env/resources/sqlite/seed/describe', 'GET /i/i1/api/v1/env/resources/sqlite/current/describe'
    }

    It 'reports an unknown and an ended instance, and reads the others in their order' {
        $server.Answer('GET', '/v1/env/instances/nope', 404, '{"detail":"Instance not found"}')
        $server.Answer('GET', '/v1/env/instances/over', 200, (ConvertTo-InstanceJson 'over' @{ status = 'stopped' }))
        $server.Answer('GET', '/i/gone/api/v1/env/resources', 410, '{"detail":"Instance has ended"}')
        $found = 'a', 'nope', 'over', 'gone', 'b' | Get-FleetResource -ErrorAction SilentlyContinue -ErrorVariable problems
        $found.InstanceId | Select-Object -Unique | Should -Be 'a', 'b'
        $problems.TargetObject | Should -Be 'nope', 'over', 'gone'
        $problems | ForEach-Object { Get-ErrorSummary $_ } |
            Should -Be 'InstanceNotFound ObjectNotFound', 'InstanceEnded InvalidOperation', 'InstanceEnded InvalidOperation'
    }
}
