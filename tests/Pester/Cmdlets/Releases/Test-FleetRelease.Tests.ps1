BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Test-FleetRelease' {
    BeforeEach {
        $server = Start-RecordingServer
        $path = Join-Path $TestDrive 'release.yaml'
        [System.IO.File]::WriteAllText($path, "a: 1`r`n")
        # The name, a NUL, the text with plain line ends, a NUL.
        $sum = [Convert]::ToHexStringLower([System.Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes("release.yaml`0a: 1`n`0")))
        $release = '{{"release_id":"{0}","agent_id":"a1","version":"1.0","environment":"prod","checksum":"{1}","created_at":"2026-05-01T12:00:00+00:00"}}'
        $server.Answer('GET', '/v1/releases', 200, "{`"releases`":[$($release -f 'rel_1', $sum),$($release -f 'rel_2', '00')]}")
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'compares the checksums of a piped <type>' -ForEach @(@{ Type = 'release' }, @{ Type = 'promotion' }) {
        $check = Get-PipedObject $type | Test-FleetRelease -LiteralPath $path
        $check | Should -BeOfType ([Fleet.FleetReleaseCheck])
        $check.ReleaseId, $check.Matches, $check.Checksum, $check.Registered, $check.LiteralPath | Should -Be 'rel_1', $true, $sum, $sum, $path
        Get-RecordedRequest $server | Should -Be 'GET /v1/releases'
    }

    It 'reports changed files, without an error' {
        (Test-FleetRelease rel_1, rel_2 $path -ErrorAction Stop).Matches | Should -Be $true, $false
        Test-FleetRelease rel_1, rel_2 $path -Quiet | Should -BeFalse
        Test-FleetRelease rel_1 $path -Quiet | Should -BeTrue
        @() | Test-FleetRelease -LiteralPath $path -Quiet | Should -BeFalse
    }

    It 'reports an unknown release, or no such folder' {
        Test-FleetRelease rel_x $path -ErrorAction SilentlyContinue -ErrorVariable problems
        Get-ErrorSummary $problems[0] | Should -Be 'ReleaseNotFound ObjectNotFound'
        $problems[0].TargetObject | Should -Be 'rel_x'
        $caught = try { Test-FleetRelease rel_1 (Join-Path $TestDrive nope) } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'FileNotFound ObjectNotFound'
    }
}
