BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Invoke-FleetQuery' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/v1/env/instances/*', 200, (ConvertTo-InstanceJson '{1}' @{ urls = Get-InstanceUrl $server '{1}' }))
        $server.Answer('POST', '/i/*/api/v1/env/resources/sqlite/*/query', 200,
            '{"success":true,"columns":["id","name"],"rows":[[1,"Alice"],[2.5,null]],"rows_affected":null,"last_insert_id":null,"error":null,"message":"ok"}')
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'emits rows whose properties are the columns' {
        $rows = Invoke-FleetQuery -InstanceId i1 -Query 'SELECT id, name FROM users'
        $rows | Should -BeOfType Fleet.FleetRow
        $rows.id | Should -Be 1, 2.5
        $rows[0].name | Should -Be 'Alice'
        $rows[1].name | Should -BeNullOrEmpty
        $rows[0].PSObject.Properties.Name | Should -Be 'id', 'name'
    }

    It 'emits rows that other commands understand' {
        $rows = Invoke-FleetQuery -InstanceId i1 -Query 'SELECT id, name FROM users'
        $rows[0] | ConvertTo-Json -Compress | Should -Be '{"id":1,"name":"Alice"}'
        $rows | ConvertTo-Csv | Should -Be '"id","name"', '"1","Alice"', '"2.5",'
        ($rows | Where-Object name -EQ Alice).id | Should -Be 1
        $rows | Out-String | Should -Match 'id +name'
    }

    It 'refuses an instance for the statement' {
        $instance = [Fleet.FleetInstance]@{ InstanceId = 'i1' }
        { Invoke-FleetQuery $instance 'SELECT 1' } |
            Should -Throw -ErrorId 'ParameterArgumentTransformationError,*' -ExpectedMessage '*A value of type FleetInstance is not text. The statement comes first: *'
        $server.Requests | Should -BeNullOrEmpty
    }

    It 'gives each column a distinct name' {
        $server.Answer('POST', '/i/*/api/v1/env/resources/sqlite/*/query', 200, '{"success":true,"columns":["id","ID","","psobject"],"rows":[[1,2,3,4]]}')
        $row = Invoke-FleetQuery -InstanceId i1 -Query 'SELECT 1'
        $row.PSObject.Properties.Name | Should -Be 'id', 'ID_2', 'column3', 'psobject_2'
        $row.psobject_2 | Should -Be 4
    }

    It 'emits nothing for no rows' {
        $server.Answer('POST', '/i/*/api/v1/env/resources/sqlite/*/query', 200, '{"success":true,"columns":["id"],"rows":[]}')
        Invoke-FleetQuery -InstanceId i1 -Query 'SELECT 1' | Should -BeNullOrEmpty
    }

    It 'emits what a statement without rows did' {
        $server.Answer('POST', '/i/*/api/v1/env/resources/sqlite/*/query', 200, '{"success":true,"columns":null,"rows":null,"rows_affected":3,"last_insert_id":7,"error":null,"message":"ok"}')
        $done = Invoke-FleetQuery -InstanceId i1 -Query "UPDATE users SET name = 'x'"
        $done | Should -BeOfType Fleet.FleetQueryResult
        $done.InstanceId, $done.Database, $done.RowsAffected, $done.LastInsertId | Should -Be 'i1', 'current', 3, 7
    }

    It 'sends <body>' -ForEach @(
        @{ Parameters = @{}; Database = 'current'; Body = '{"query":"SELECT ?","args":null,"read_only":false}' }
        @{ Parameters = @{ ReadOnly = $true }; Database = 'current'; Body = '{"query":"SELECT ?","args":null,"read_only":true}' }
        @{ Parameters = @{ Database = 'seed'; ReadOnly = $true; Argument = 'a' }; Database = 'seed'; Body = '{"query":"SELECT ?","args":["a"],"read_only":true}' }
        @{ Parameters = @{ Argument = 1, 2.5, $null, $true, 'x"y' }; Database = 'current'; Body = '{"query":"SELECT ?","args":[1,2.5,null,true,"x\"y"],"read_only":false}' }
        @{ Parameters = @{ Argument = @() }; Database = 'current'; Body = '{"query":"SELECT ?","args":[],"read_only":false}' }
        @{ Parameters = @{ Database = 'a b/c' }; Database = 'a%20b%2Fc'; Body = '{"query":"SELECT ?","args":null,"read_only":false}' }
    ) {
        [void](Invoke-FleetQuery 'SELECT ?' i1 @parameters)
        @($server.Requests)[-1].Body | Should -Be $body
        @($server.Requests)[-1].Path | Should -Be "/i/i1/api/v1/env/resources/sqlite/$database/query"
    }

    It 'asks for a piped <_>' -ForEach 'instance', 'verification', 'CSV row of an instance', 'string' {
        [void](Get-PipedObject $_ | Invoke-FleetQuery 'SELECT 1')
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/instances/i1', 'POST /i/i1/api/v1/env/resources/sqlite/current/query'
    }

    It 'refuses a piped <_> and sends nothing' -ForEach 'run', 'task', 'instance without an id' {
        [void](Get-PipedObject $_ | Invoke-FleetQuery 'SELECT 1' -ErrorAction SilentlyContinue -ErrorVariable problems)
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses -<name> that is null, empty or blank' -ForEach @{ Name = 'InstanceId' }, @{ Name = 'Query' }, @{ Name = 'Database' } {
        foreach ($value in $null, '', ' ') {
            $parameters = @{ InstanceId = 'i1'; Query = 'SELECT 1' }
            $parameters[$name] = $value
            { Invoke-FleetQuery @parameters } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        }

        $server.Requests | Should -HaveCount 0
    }

    It 'refuses a list as one argument' {
        { Invoke-FleetQuery 'SELECT ?' i1 -Argument @(, @(1, 2)) -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidRequest*'
    }

    It 'takes an address in place of an id' {
        (Invoke-FleetQuery 'SELECT 1' "$($server.Uri)i/u1/api/v1/env/").id | Should -Be 1, 2.5
        Get-RecordedRequest $server | Should -Be 'POST /i/u1/api/v1/env/resources/sqlite/current/query'
    }

    It 'runs nothing with -WhatIf, unless it only reads' {
        Invoke-FleetQuery 'DELETE FROM users' i1 -WhatIf | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
        Invoke-FleetQuery 'SELECT 1' i1 -ReadOnly -WhatIf | Should -HaveCount 2
    }

    It 'reports a statement that is not accepted, and continues' {
        $server.Answer('POST', '/i/bad/api/v1/env/resources/sqlite/*/query', 200, '{"success":false,"columns":null,"rows":null,"error":"no such table: users","message":"failed"}')
        $rows = 'a', 'bad', 'b' | Invoke-FleetQuery 'SELECT 1' -ErrorAction SilentlyContinue -ErrorVariable problems
        $rows | Should -HaveCount 4
        Get-ErrorSummary $problems[0] | Should -Be 'InvalidRequest InvalidData'
        $problems[0].TargetObject | Should -Be 'bad'
        $problems[0].Exception.Message | Should -Match 'no such table: users'
    }

    It 'reports a database that does not exist' {
        $server.Answer('POST', '/i/i1/api/v1/env/resources/sqlite/nope/query', 404, '{"detail":"Resource ''nope'' not found"}')
        Invoke-FleetQuery 'SELECT 1' i1 -Database nope -ErrorAction SilentlyContinue -ErrorVariable problems
        Get-ErrorSummary $problems[0] | Should -Be 'DatabaseNotFound ObjectNotFound'
    }

    It 'reports an answer that cannot be read: <answer>' -ForEach @(
        @{ Answer = '{"columns":["id"],"rows":[[1]]}' }
        @{ Answer = '{"success":true,"columns":["id"],"rows":[[1,2]]}' }
        @{ Answer = '{"success":true,"columns":["id"],"rows":[7]}' }
        @{ Answer = '[]' }
        @{ Answer = 'oops' }
    ) {
        $server.Answer('POST', '/i/*/api/v1/env/resources/sqlite/*/query', 200, $answer)
        Invoke-FleetQuery 'SELECT 1' i1 -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
        Get-ErrorSummary $problems[0] | Should -Be 'AnswerUnreadable InvalidResult'
    }

    It 'sends a change once alone when the connection breaks' {
        $server.Drop('POST', '/i/*/api/v1/env/resources/sqlite/*/query')
        Invoke-FleetQuery 'DELETE FROM users' i1 -ErrorAction SilentlyContinue -ErrorVariable problems
        Get-ErrorSummary $problems[0] | Should -Be 'ConnectionFailed ConnectionError'
        @($server.Requests | Where-Object Method -EQ POST) | Should -HaveCount 1
    }

    It 'ends without a word when no more is wanted' {
        ('a', 'b' | Invoke-FleetQuery 'SELECT 1' | Select-Object -First 1).id | Should -Be 1
        @($server.Requests | Where-Object Path -Match '/b') | Should -HaveCount 0
    }
}
