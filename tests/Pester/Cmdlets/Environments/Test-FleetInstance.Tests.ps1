BeforeDiscovery {
    . "$PSScriptRoot/../../common.ps1"
}

BeforeAll {
    . "$PSScriptRoot/../../common.ps1"

    $UsersJson = '{"name":"users","sql":"CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)","columns":[{"name":"id","type":"INTEGER","notnull":false,"default_value":null,"pk":1},{"name":"name","type":"TEXT","notnull":false,"default_value":null,"pk":0}]}'

    function ConvertTo-DiffJson([hashtable[]] $Added = @(), [hashtable[]] $Removed = @(), [hashtable[]] $Modified = @()) {
        ConvertTo-Json -Depth 9 -Compress @{
            success = $true; message = 'ok'
            diff    = @{ users = @{ table_name = 'users'; primary_key = @('id'); added_rows = $Added; removed_rows = $Removed; modified_rows = $Modified } }
        }
    }

    # The counts of rows: as many before as now, but for what was added.
    function Set-Diff([string] $Json, [int] $Before = 3, [int] $Now = 4) {
        $server.Answer('POST', '/i/*/api/v1/env/diff/structured', 200, $Json)
        $server.Answer('POST', '/i/*/api/v1/env/resources/sqlite/seed/query', 200, "{`"success`":true,`"columns`":[`"n`"],`"rows`":[[$Before]],`"message`":`"ok`"}")
        $server.Answer('POST', '/i/*/api/v1/env/resources/sqlite/current/query', 200, "{`"success`":true,`"columns`":[`"n`"],`"rows`":[[$Now]],`"message`":`"ok`"}")
    }
}

Describe 'Test-FleetInstance' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/v1/env/instances/*', 200, (ConvertTo-InstanceJson '{1}' -With @{ urls = (Get-InstanceUrl $server '{1}') }))
        $server.Answer('GET', '/i/*/api/v1/env/resources/sqlite/*/describe', 200, "{`"success`":true,`"tables`":[$UsersJson],`"message`":`"ok`"}")
        Set-Diff (ConvertTo-DiffJson -Added @{ row_id = 4; data = @{ id = 4; name = 'Di' } } -Modified @{ row_id = 1; changes = @{ name = @{ before = 'Al'; after = 'Bo' } }; data = @{ id = 1; name = 'Bo' } })
        $expected = @(
            @{ Table = 'users'; RowId = 1; Change = 'modified'; Fields = @{ name = 'Bo' } }
            @{ Table = 'users'; RowId = 4; Change = 'added'; Fields = @{ id = 4; name = 'Di' } }
        )
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'passes what is expected, and nothing else' {
        $check = Test-FleetInstance i1 -Expect $expected
        $check | Should -BeOfType Fleet.FleetInstanceCheck
        $check.InstanceId, $check.Passed, $check.ChangedRows, "$($check.Strictness)" | Should -Be 'i1', $true, 2, 'Exactly'
        $check.Unexpected | Should -HaveCount 0
        $check.Missing | Should -HaveCount 0
        Get-RecordedRequest $server | Select-Object -First 2 | Should -Be 'GET /v1/env/instances/i1', 'POST /i/i1/api/v1/env/diff/structured'
        $server.Requests | Should -HaveCount 6
    }

    It 'reports what is unexpected and what is missing' {
        $check = Test-FleetInstance i1 -Expect @{ Table = 'users'; RowId = 1; Change = 'modified'; Fields = @{ name = 'Cy' } }, @{ Table = 'users'; RowId = 3; Change = 'removed' }
        $check.Passed | Should -BeFalse
        $check.Unexpected | ForEach-Object ToString | Should -Be 'modified users 1: name is "Bo", expected "Cy"', 'added users 4: nothing expects it'
        $check.Missing | ForEach-Object ToString | Should -Be 'removed users 3: did not happen'
        $check.Unexpected[0].Field, $check.Unexpected[0].Expected, $check.Unexpected[0].Actual | Should -Be 'name', 'Cy', 'Bo'
        $check | Out-String -Width 200 | Should -Match 'i1 +False +2 +unexpected: modified users 1: name is "Bo", expected "Cy" \(and 2 more\)'
    }

    It 'reads <name>' -ForEach @(
        @{ Name = 'the lists of the original'; Entries = @(
                @{ table = 'users'; pk = 1; field = 'name'; after = 'Bo' }, @{ table = 'users'; pk = 4; field = $null; after = '__added__' }) }
        @{ Name = 'the newer lists of the original'; Entries = @(
                @{ table = 'users'; pk = 1; type = 'modify'; resulting_fields = @(, @('name', 'Bo')); no_other_changes = $true }
                @{ table = 'users'; pk = 4; type = 'insert'; fields = @(@('id', 4), @('name', '...')) }) }
        @{ Name = 'objects out of JSON'; Entries = @('[{"Table":"users","RowId":1,"Change":"modified","Fields":{"name":"Bo"}},{"table":"users","pk":4,"type":"insert"}]' | ConvertFrom-Json) }
        @{ Name = 'conditions'; Entries = @(@{ Table = 'users'; RowId = 1; Change = 'modified'; Fields = @{ name = { $_ -like 'B*' } } }, @{ Table = 'users'; Change = 'added'; Fields = @{ id = { $_ -gt 3 }; name = '...' } }) }
        @{ Name = 'objects'; Entries = @([Fleet.FleetExpectedChange]@{ Table = 'users'; RowId = 1; Change = 'modified' }, [Fleet.FleetExpectedChange]@{ Table = 'users'; Change = 'added' }) }
    ) {
        (Test-FleetInstance i1 -Expect $entries).Summary | Should -BeNullOrEmpty
    }

    It 'refuses a value that a condition does not accept' {
        (Test-FleetInstance i1 -Strictness Only -Expect @{ Table = 'users'; RowId = 1; Change = 'modified'; Fields = @{ name = { $_ -like 'C*' } } }, @{ Table = 'users'; Change = 'added' }).Summary |
            Should -Be 'unexpected: modified users 1: name is "Bo", expected a value that the condition accepts'
    }

    It 'expects what happened elsewhere' {
        $rows = (Compare-FleetInstance other).Rows
        (Test-FleetInstance i1 -Expect $rows).Passed | Should -BeTrue
    }

    It 'looks at differences that are known already, and sends nothing' {
        $diff = Compare-FleetInstance i1
        $server.Clear()
        $diff | Test-FleetInstance -Expect $expected | ForEach-Object Passed | Should -BeTrue
        Test-FleetInstance -Diff $diff -Expect @() | ForEach-Object { $_.Unexpected.Count } | Should -Be 2
        $server.Requests | Should -HaveCount 0
    }

    It 'leaves out -IgnoreTable and -IgnoreField, on the service and here' {
        (Test-FleetInstance i1 -Expect @() -IgnoreTable users).Passed | Should -BeTrue
        @($server.Requests)[1].Body | Should -Be '{"ignore_config":{"tables":["users"],"fields":[],"table_fields":{}}}'
        (Test-FleetInstance i1 -Expect @{ Table = 'users'; RowId = 4; Change = 'added' } -IgnoreField users.name).Passed | Should -BeTrue
    }

    It 'is as strict as -Strictness <strictness> says' -ForEach @(
        @{ Strictness = 'Exactly'; Passed = $false }
        @{ Strictness = 'OnlyV2'; Passed = $true }
        @{ Strictness = 'Only'; Passed = $true }
    ) {
        (Test-FleetInstance i1 -Strictness $strictness -Expect ($expected + @{ Table = 'users'; RowId = 9; Change = 'removed' })).Passed | Should -Be $passed
    }

    It 'sees a table that the comparison leaves out' {
        $server.Answer('POST', '/i/*/api/v1/env/diff/structured', 200, '{"success":true,"diff":{},"message":"ok"}')
        $server.AnswerOnce('POST', '/i/*/api/v1/env/resources/sqlite/seed/query', 200, '{"success":true,"columns":["n"],"rows":[[1]],"message":"ok"}')
        $server.AnswerOnce('POST', '/i/*/api/v1/env/resources/sqlite/current/query', 200, '{"success":true,"columns":["n"],"rows":[[1]],"message":"ok"}')
        $server.Answer('POST', '/i/*/api/v1/env/resources/sqlite/seed/query', 200, '{"success":true,"columns":["id","name"],"rows":[[1,"Al"]],"message":"ok"}')
        $server.Answer('POST', '/i/*/api/v1/env/resources/sqlite/current/query', 200, '{"success":true,"columns":["id","name"],"rows":[[1,"Bo"]],"message":"ok"}')
        $check = Test-FleetInstance i1 -Expect @()
        $check.Unexpected | ForEach-Object ToString | Should -Be 'added users 1: nothing expects it', 'removed users 1: nothing expects it'
    }

    It 'emits one bool with -Quiet' {
        'a', 'b' | Test-FleetInstance -Expect $expected -Quiet | Should -Be $true
        Test-FleetInstance i1 -Expect @() -Quiet | Should -Be $false
        @() | Test-FleetInstance -Expect @() -Quiet | Should -Be $false
        $server.Answer('POST', '/i/bad/api/v1/env/diff/structured', 500, '{"detail":"x"}')
        'a', 'bad' | Test-FleetInstance -Expect $expected -Quiet -ErrorAction SilentlyContinue | Should -Be $false
    }

    It 'asks for a piped <_>' -ForEach 'instance', 'verification', 'CSV row of an instance', 'string' {
        [void](Get-PipedObject $_ | Test-FleetInstance -Expect @())
        Get-RecordedRequest $server | Select-Object -First 2 | Should -Be 'GET /v1/env/instances/i1', 'POST /i/i1/api/v1/env/diff/structured'
    }

    It 'refuses a piped <_> and sends nothing' -ForEach 'run', 'task', 'instance without an id' {
        [void](Get-PipedObject $_ | Test-FleetInstance -Expect @() -ErrorAction SilentlyContinue -ErrorVariable problems)
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses <name> before anything is sent' -ForEach @(
        @{ Name = 'null'; Value = $null; Says = 'null' }
        @{ Name = 'a misspelt name'; Value = @{ Tabel = 'users' }; Says = 'Expect\.Tabel' }
        @{ Name = 'no table'; Value = @(@{ Table = 'users'; Change = 'added' }, @{ Change = 'added' }); Says = 'Expect\[1\]\.Table' }
        @{ Name = 'another word'; Value = @{ Table = 'users'; Change = 'upserted' }; Says = 'added, removed or modified' }
        @{ Name = 'a number'; Value = 3; Says = 'not an expected change' }
        @{ Name = 'an object of the wrong kind'; Value = [Fleet.FleetExpectedChange]@{ Table = 'users' }; Says = 'added, removed or modified' }
    ) {
        { Test-FleetInstance i1 -Expect $value } | Should -Throw -ExpectedMessage '*' -PassThru | ForEach-Object { $_.Exception.Message } | Should -Match $says
        $server.Requests | Should -HaveCount 0
    }

    It 'reports an instance that cannot be read, and continues' {
        $server.Answer('GET', '/v1/env/instances/bad', 404, '{"detail":"Instance not found"}')
        $server.Answer('POST', '/i/old/api/v1/env/diff/structured', 410, '{"detail":"Instance has ended"}')
        $checks = 'a', 'bad', 'old', 'b' | Test-FleetInstance -Expect $expected -ErrorAction SilentlyContinue -ErrorVariable problems
        $checks.InstanceId | Should -Be 'a', 'b'
        $problems | ForEach-Object { Get-ErrorSummary $_ } | Should -Be 'InstanceNotFound ObjectNotFound', 'InstanceEnded InvalidOperation'
        $problems.TargetObject | Should -Be 'bad', 'old'
    }

    It 'ends at once when it is stopped' {
        $server.Hold('POST', '/i/held/api/v1/env/diff/structured', 200, '{}')
        $shell = New-TestShell
        try {
            $running = $shell.AddScript("Test-FleetInstance $($server.Uri)i/held/api/v1/env -Expect @()").BeginInvoke()
            $server.WaitForRequests(1) | Should -BeTrue
            Wait-Ended $shell.BeginStop($null, $null)
            Wait-Ended $running
            $server.Requests | Should -HaveCount 1
        }
        finally {
            Remove-TestShell $shell
        }
    }

    It 'stops asking when nobody wants more' {
        $first = 'a', 'b', 'c' | Test-FleetInstance -Expect @() -ThrottleLimit 1 | Select-Object -First 1
        $first.InstanceId | Should -Be 'a'
    }
}
