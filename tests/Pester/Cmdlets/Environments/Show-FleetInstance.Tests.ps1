BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Show-FleetInstance' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/v1/env/instances/*', 200, (ConvertTo-InstanceJson '{1}' @{ urls = Get-InstanceUrl $server '{1}' }))
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'emits the address of a piped <_>' -ForEach 'instance', 'verification', 'CSV row of an instance', 'string' {
        $page = Get-PipedObject $_ | Show-FleetInstance -PassThru
        $page | Should -BeOfType uri
        $page | Should -Be ([uri]"$($server.Uri)i/i1/")
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/instances/i1'
    }

    It 'finds the page of a manager by its address' {
        Show-FleetInstance 'http://127.0.0.1:1/i/u1/api/v1/env' -PassThru | Should -Be ([uri]'http://127.0.0.1:1/i/u1/')
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses an id that is null, empty or blank' {
        { Show-FleetInstance $null } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        { Show-FleetInstance '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        { Show-FleetInstance 'i1', ' ' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $server.Requests | Should -HaveCount 0
    }

    It 'opens no <what>' -ForEach @(
        @{ What = 'file'; App = @('file:///etc/passwd') }
        @{ What = 'program'; App = @('calc:run') }
        @{ What = 'nothing'; App = @() }
    ) {
        $server.Answer('GET', '/v1/env/instances/i1', 200, (ConvertTo-InstanceJson 'i1' @{ urls = @{ app = $app } }))
        Show-FleetInstance i1 -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].TargetObject | Should -Be 'i1'
        $problems[0].Exception.Message | Should -Match 'no page'
    }

    It 'reports one that has ended' {
        $server.Answer('GET', '/v1/env/instances/i1', 200, (ConvertTo-InstanceJson 'i1' @{ status = 'stopped' }))
        Show-FleetInstance i1 -PassThru -ErrorAction SilentlyContinue -ErrorVariable problems
        Get-ErrorSummary $problems[0] | Should -Be 'InstanceEnded InvalidOperation'
        $problems[0].Exception.Message | Should -BeExactly "The instance 'i1' has ended (stopped). Use New-FleetEnvironment to create a new one."
    }

    Context 'with a browser' -Skip:(-not $IsLinux) {
        BeforeEach {
            $path = $env:PATH
            $env:PATH = $TestDrive
        }

        AfterEach {
            $env:PATH = $path
        }

        It 'opens the page' {
            # Reading what the browser writes into the pipe waits for it.
            $pipe = Join-Path $TestDrive 'opened'
            & /usr/bin/mkfifo $pipe
            Set-Content -Path (Join-Path $TestDrive 'xdg-open') -Value "#!/bin/sh`necho `"`$1`" > '$pipe'"
            & /bin/chmod +x (Join-Path $TestDrive 'xdg-open')
            Show-FleetInstance i1 | Should -BeNullOrEmpty
            [System.IO.File]::ReadAllText($pipe).Trim() | Should -Be "$($server.Uri)i/i1/"
        }

        It 'says so when there is none' {
            Get-ChildItem -Path $TestDrive -Filter 'xdg-open' | Remove-Item
            Show-FleetInstance i1 -ErrorAction SilentlyContinue -ErrorVariable problems
            $problems[0].Exception.Message | Should -Match '-PassThru'
        }
    }
}
