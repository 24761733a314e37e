BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Export-FleetTask' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/v1/tasks', 200, "{`"tasks`":[$(ConvertTo-TaskJson 't1'),$(ConvertTo-TaskJson 't2')],`"total`":2}")
        $path = Join-Path $TestDrive "$([guid]::NewGuid()).json"
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'writes piped tasks that can be read again' {
        $task = Get-PipedObject 'task'
        $task | Export-FleetTask -LiteralPath $path | Should -BeNullOrEmpty
        $read = Get-FleetTask -LiteralPath $path
        $read.Key | Should -Be $task.Key
        $read.Prompt | Should -Be $task.Prompt
        $read.EnvKey | Should -Be $task.EnvKey
        $read.DataKey | Should -Be $task.DataKey
        $read.VerifierCode | Should -Be $task.VerifierCode
        $read.EnvVariables.LOCALE | Should -Be 'en'
        $server.Requests | Should -HaveCount 0
    }

    It 'writes the tasks of a query' {
        Export-FleetTask -ProjectKey helpdesk -LiteralPath $path
        Get-RecordedRequest $server | Should -Be 'GET /v1/tasks?project_key=helpdesk'
        (Get-FleetTask -LiteralPath $path).Key | Should -Be 't1', 't2'
    }

    It 'writes no tasks for an empty pipeline, and asks for none' {
        @() | Export-FleetTask -LiteralPath $path
        Get-Content -LiteralPath $path -Raw | ConvertFrom-Json | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses to replace a file without -Force, before it asks for anything' {
        Set-Content -LiteralPath $path -Value 'mine'
        $caught = try { Export-FleetTask -LiteralPath $path } catch [Fleet.FleetConflictException] { $_ }
        Get-ErrorSummary $caught | Should -Be 'FileExists ResourceExists'
        $caught.TargetObject | Should -Be $path
        Get-Content -LiteralPath $path | Should -Be 'mine'
        $server.Requests | Should -HaveCount 0
        Export-FleetTask -LiteralPath $path -Force
        (Get-FleetTask -LiteralPath $path).Key | Should -Be 't1', 't2'
    }

    It 'writes nothing with -WhatIf' {
        Get-PipedObject 'task' | Export-FleetTask -LiteralPath $path -WhatIf
        Test-Path -LiteralPath $path | Should -BeFalse
    }

    It 'writes no file that lacks a task' {
        $caught = try { Export-FleetTask -Key t1, nope -LiteralPath $path -ErrorAction SilentlyContinue -ErrorVariable problems } catch { $_ }
        Get-ErrorSummary $problems[0] | Should -Be 'TaskNotFound ObjectNotFound'
        $caught.Exception.Message | Should -BeLike '*was not written: 1 task could not be loaded.'
        Test-Path -LiteralPath $path | Should -BeFalse
    }

    It 'says that there is no such folder' {
        $caught = try { Get-PipedObject 'task' | Export-FleetTask -LiteralPath (Join-Path $TestDrive 'no/such/folder.json') } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'FileNotFound ObjectNotFound'
    }
}
