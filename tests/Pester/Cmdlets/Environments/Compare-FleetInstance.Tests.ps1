BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Compare-FleetInstance' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/v1/env/instances/*', 200, (ConvertTo-InstanceJson '{1}' @{ urls = Get-InstanceUrl $server '{1}' }))
        $server.Answer('POST', '/i/*/api/v1/env/diff/structured', 200, (ConvertTo-Json -Depth 9 -Compress -InputObject @{
            success = $true
            message = 'ok'
            diff    = [ordered]@{
                users = @{
                    table_name      = 'users'
                    primary_key     = @('id')
                    added_rows      = @(@{ row_id = 4; data = [ordered]@{ id = 4; name = 'Di' } })
                    removed_rows    = @(@{ row_id = 3; data = [ordered]@{ id = 3; name = 'Cy' } })
                    modified_rows   = @(@{ row_id = 1; changes = @{ name = @{ before = 'Al'; after = $null } }; data = [ordered]@{ id = 1; name = $null } })
                    unchanged_count = 7
                    total_changes   = 3
                }
                pair  = @{
                    table_name      = 'pair'
                    primary_key     = @('a', 'b')
                    added_rows      = @()
                    removed_rows    = @()
                    modified_rows   = @(@{ row_id = @('x', 1); changes = @{ v = @{ before = 1; after = 2 } }; data = @{ a = 'x'; b = 1; v = 2 } })
                    unchanged_count = 0
                    total_changes   = 1
                }
            }
        }))
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'emits what was added, removed and modified, before and after' {
        $diff = Compare-FleetInstance i1
        $diff | Should -BeOfType Fleet.FleetInstanceDiff
        $diff.InstanceId, $diff.Added, $diff.Removed, $diff.Modified, $diff.HasChanges | Should -Be 'i1', 1, 1, 2, $true
        "$($diff.Tables)" | Should -Be 'users pair'
        $diff.Tables[0].UnchangedCount | Should -Be 7
        $diff.Tables[1].PrimaryKey | Should -Be 'a', 'b'
        $diff.Rows | ForEach-Object ToString | Should -Be 'added users 4', 'removed users 3', 'modified users 1', 'modified pair x, 1'
        $added, $removed, $modified = $diff.Tables[0].Rows
        $added.Before | Should -BeNullOrEmpty
        $added.After.name | Should -Be 'Di'
        $removed.Before.name | Should -Be 'Cy'
        $removed.After | Should -BeNullOrEmpty
        $modified.Fields | Should -Be 'name'
        $modified.Before.name | Should -Be 'Al'
        $modified.After.Keys -contains 'name' | Should -BeTrue
        $modified.After.name | Should -BeNullOrEmpty
        $modified.Data.id | Should -Be 1
        @($server.Requests)[-1].Body | Should -Be '{}'
    }

    It 'emits an object for an instance that nobody touched' {
        $server.Answer('POST', '/i/*/api/v1/env/diff/structured', 200, '{"success":true,"diff":{},"message":"ok"}')
        $diff = Compare-FleetInstance i1
        $diff.HasChanges | Should -BeFalse
        $diff.Rows | Should -HaveCount 0
    }

    It 'sends <body>' -ForEach @(
        @{ Parameters = @{ IgnoreTable = 'log', 'audit' }; Body = '{"ignore_config":{"tables":["log","audit"],"fields":[],"table_fields":{}}}' }
        @{ Parameters = @{ IgnoreField = 'a', 'users.b', 'users.c', 'd' }; Body = '{"ignore_config":{"tables":[],"fields":["a","d"],"table_fields":{"users":["b","c"]}}}' }
    ) {
        [void](Compare-FleetInstance i1 @parameters)
        @($server.Requests)[-1].Body | Should -Be $body
    }

    It 'asks for a piped <_>' -ForEach 'instance', 'verification', 'CSV row of an instance', 'string' {
        [void](Get-PipedObject $_ | Compare-FleetInstance)
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/instances/i1', 'POST /i/i1/api/v1/env/diff/structured'
    }

    It 'refuses a piped <_> and sends nothing' -ForEach 'run', 'task', 'instance without an id' {
        [void](Get-PipedObject $_ | Compare-FleetInstance -ErrorAction SilentlyContinue -ErrorVariable problems)
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses -<_> that is null, empty or blank' -ForEach 'InstanceId', 'IgnoreTable', 'IgnoreField' {
        foreach ($value in $null, '', ' ') {
            $parameters = @{ InstanceId = 'i1' }
            $parameters[$_] = $value
            { Compare-FleetInstance @parameters } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        }

        $server.Requests | Should -HaveCount 0
    }

    It 'reports one that cannot be compared (<answer>), and compares the others' -ForEach @(
        @{ Answer = '{"success":false,"diff":{},"message":"too slow"}'; Says = 'too slow' }
        @{ Answer = '{"success":true,"message":"ok"}'; Says = 'diff' }
        @{ Answer = '{"success":true,"diff":{"t":{"added_rows":7}}}'; Says = 'added_rows' }
        @{ Answer = '{"success":true,"diff":{"t":{"removed_rows":[{"row_id":1}]}}}'; Says = 'data' }
    ) {
        $server.Answer('POST', '/i/bad/api/v1/env/diff/structured', 200, $answer)
        $diffs = 'a', 'bad', 'b' | Compare-FleetInstance -ErrorAction SilentlyContinue -ErrorVariable problems
        $diffs.InstanceId | Should -Be 'a', 'b'
        $problems[0].TargetObject | Should -Be 'bad'
        $problems[0].Exception.Message | Should -Match $says
    }
}

Describe 'Compare-FleetInstance with files' {
    BeforeAll {
        # Two databases as an instance has them.
        [void](Start-FleetServer -DataPath (Join-Path $TestDrive 'data'))
        $id = (New-FleetEnvironment helpdesk -TtlSeconds 600).InstanceId
        [void](Invoke-FleetQuery "UPDATE tickets SET status = 'solved' WHERE id = 101" $id)
        $seed = (Get-ChildItem -Path (Join-Path $TestDrive 'data') -Recurse -File | Where-Object { $_.Name -match 'seed' -or $_.DirectoryName -match 'seed' } | Where-Object Length -gt 4096 | Select-Object -First 1).FullName
        $current = (Get-ChildItem -Path (Join-Path $TestDrive 'data') -Recurse -File | Where-Object FullName -match $id | Where-Object Length -gt 4096 | Select-Object -First 1).FullName
        Stop-FleetServer
        Copy-Item -LiteralPath $seed -Destination (Join-Path $TestDrive 'a.db')
        Copy-Item -LiteralPath $current -Destination (Join-Path $TestDrive 'b.db')
        Push-Location $TestDrive
    }

    AfterAll {
        Pop-Location
    }

    It 'shows what is different, without a connection' {
        $diff = Compare-FleetInstance -Seed a.db -Current b.db
        $diff.InstanceId | Should -Be 'b.db'
        $diff.Rows | ForEach-Object ToString | Should -Be 'modified tickets 101'
        (Compare-FleetInstance -Seed a.db -Current a.db).HasChanges | Should -BeFalse
        (Compare-FleetInstance -Seed a.db -Current b.db -IgnoreTable tickets).HasChanges | Should -BeFalse
        (Compare-FleetInstance -Seed a.db -Current b.db -IgnoreField tickets.status, updated_at).HasChanges | Should -BeFalse
    }

    It 'can be tested too' {
        (Test-FleetInstance -Seed a.db -Current b.db -IgnoreField updated_at -Expect @{ Table = 'tickets'; RowId = 101; Change = 'modified'; Fields = @{ status = 'solved' } }).Summary | Should -BeNullOrEmpty
        Compare-FleetInstance -Seed a.db -Current b.db | Test-FleetInstance -Expect @() -Quiet | Should -BeFalse
    }

    It 'says what is wrong with <name>' -ForEach @(
        @{ Name = 'a file that is not there'; Seed = 'no.db'; Id = 'FileNotFound ObjectNotFound'; Says = 'no\.db' }
        @{ Name = 'a file that is no database'; Seed = 'text.db'; Id = 'InvalidRequest InvalidData'; Says = 'text\.db' }
        @{ Name = 'a folder'; Seed = '.'; Id = 'InvalidRequest InvalidData'; Says = 'folder' }
    ) {
        Set-Content -Path text.db -Value ('no database ' * 100)
        try {
            [void](Compare-FleetInstance -Seed $seed -Current b.db)
            throw 'It passed.'
        }
        catch {
            "$(($_.FullyQualifiedErrorId -split ',')[0]) $($_.CategoryInfo.Category)" | Should -Be $id
            $_.Exception.Message | Should -Match $says
        }
    }

    Context 'with a program that does what it rarely does' -Skip:$IsWindows {
        BeforeAll {
            $root = $env:DOTNET_ROOT
        }

        AfterEach {
            $env:DOTNET_ROOT = $root
        }

        It 'names the runtime that is missing, and what to install' {
            New-Dotnet "echo 'You must install or update .NET to run this application.' >&2; echo ""Framework: 'Microsoft.AspNetCore.App', version '10.0.0' (x64)"" >&2; exit 150"
            $failure = { Compare-FleetInstance -Seed a.db -Current b.db } | Should -Throw -ErrorId 'ServerFailed,*' -ExpectedMessage '*needs the ASP.NET Core runtime*Install*aspnetcore-runtime-10.0*' -PassThru
            $failure.Exception | Should -BeOfType ([Fleet.FleetServerException])
        }

        It 'says that the program cannot be started' {
            New-Dotnet ''
            Set-Content -LiteralPath (Join-Path $env:DOTNET_ROOT 'dotnet') -Value 'no program'
            { Compare-FleetInstance -Seed a.db -Current b.db } | Should -Throw -ErrorId 'ServerFailed,*' -ExpectedMessage '*could not be started*'
        }

        It 'is an error when <name>' -ForEach @(
            @{ Name = 'the program ends without a word'; Script = 'exit 3'; Says = '*exit code 3*' }
            @{ Name = 'its answer ends too early'; Script = 'echo ''{"success":true,"diff":{"t"'''; Says = "*'b.db' cannot be read*" }
        ) {
            New-Dotnet $script
            { Compare-FleetInstance -Seed a.db -Current b.db } | Should -Throw -ExpectedMessage $says
        }

        It 'ends when it is stopped, and the program with it' {
            $note = Join-Path $TestDrive 'stopped'
            New-Dotnet "echo `$`$ > '$note.new'; mv '$note.new' '$note'; exec sleep 300"
            $shell = New-TestShell
            try {
                [void]$shell.AddScript("Compare-FleetInstance -Seed '$TestDrive/a.db' -Current '$TestDrive/b.db'")
                $running = $shell.BeginInvoke()
                Wait-Until { Test-Path -LiteralPath $note }
                Wait-Ended $shell.BeginStop($null, $null)
                Wait-Ended $running
                $id = Get-Content -LiteralPath $note
                Wait-Until { -not (Test-Running $id) }
            }
            finally {
                Remove-TestShell $shell
            }
        }
    }
}
