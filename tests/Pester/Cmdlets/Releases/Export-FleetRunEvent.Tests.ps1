BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Export-FleetRunEvent' {
    BeforeEach {
        $server = Start-RecordingServer
        $lines = "$(ConvertTo-RunEventJson 'b' '2026-05-01T12:00:02Z')`n$(ConvertTo-RunEventJson 'a')`n"
        $server.Answer('GET', '/v1/runs/export', 200, $lines)
        $path = Join-Path $TestDrive "$([guid]::NewGuid()).jsonl"
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'writes what the service sends, byte for byte' {
        Get-PipedObject 'release' | Export-FleetRunEvent -Window 7d -Environment prod -LiteralPath $path | Should -BeNullOrEmpty
        Get-RecordedRequest $server | Should -Be 'GET /v1/runs/export?release_id=rel_1&window=7d&offset=0&environment=prod&as_of=latest'
        Get-Content -LiteralPath $path -Raw | Should -BeExactly $lines
        Get-ChildItem -Path "$path*" | Should -HaveCount 1
    }

    It 'writes a file that can be sent again' {
        $server.Answer('POST', '/v1/events', 200, '{"inserted":0}')
        Export-FleetRunEvent rel_1 7d -LiteralPath $path
        (Import-FleetRunEvent $path).Skipped | Should -Be 2
    }

    It 'refuses to replace a file without -Force, before it asks for anything' {
        Set-Content -LiteralPath $path -Value 'mine'
        $caught = try { Export-FleetRunEvent rel_1 7d -LiteralPath $path } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'FileExists ResourceExists'
        $server.Requests | Should -HaveCount 0
        Export-FleetRunEvent rel_1 7d -LiteralPath $path -Force
        Get-Content -LiteralPath $path -Raw | Should -BeExactly $lines
    }

    It 'leaves no file when it fails, and continues with -Resume' {
        $server.AnswerOnce('GET', '/v1/runs/export', 400, '{"detail":"Unknown release: rel_1"}')
        $caught = try { Export-FleetRunEvent rel_1 7d -LiteralPath $path } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'ReleaseNotFound ObjectNotFound'
        Get-ChildItem -Path "$path*" | Should -BeNullOrEmpty
        Export-FleetRunEvent rel_1 7d -LiteralPath $path -Resume
        Get-Content -LiteralPath $path -Raw | Should -BeExactly $lines
    }

    It 'reports where the received part is when it is stopped, and resumes from there' {
        $server.Stream('GET', '/v1/runs/export', ($lines -split "`n")[0] + "`n", $true)
        $shell = New-TestShell
        try {
            [void]$shell.AddScript('param($uri, $path) Connect-Fleet -Uri $uri; Export-FleetRunEvent rel_1 7d -LiteralPath $path').AddArgument($server.Uri).AddArgument($path)
            $running = $shell.BeginInvoke()
            $until = [datetime]::UtcNow.AddSeconds(30)
            while (-not (Test-Path -LiteralPath "$path.partial") -or (Get-Item -LiteralPath "$path.partial").Length -eq 0) {
                if ([datetime]::UtcNow -gt $until) { throw 'Nothing arrived.' }
                [System.Threading.Thread]::Sleep(10)
            }

            Wait-Ended $shell.BeginStop($null, $null)
            Wait-Ended $running
            $shell.Recorder.Lines | Should -Be "WARNING: The export is incomplete. The events received so far are in '$path.partial'; use -Resume to continue from there."
            Test-Path -LiteralPath $path | Should -BeFalse
        }
        finally {
            Remove-TestShell $shell
        }

        $server.Clear()
        $server.Answer('GET', '/v1/runs/export', 200, ($lines -split "`n")[1] + "`n")
        Export-FleetRunEvent rel_1 7d -LiteralPath $path -Resume
        Get-Content -LiteralPath $path -Raw | Should -BeExactly $lines
        Get-ChildItem -Path "$path*" | Should -HaveCount 1
    }

    It 'writes nothing with -WhatIf' {
        Export-FleetRunEvent rel_1 7d -LiteralPath $path -WhatIf
        Get-ChildItem -Path "$path*" | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
    }
}
