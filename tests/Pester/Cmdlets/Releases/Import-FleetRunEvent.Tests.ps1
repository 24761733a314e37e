BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Import-FleetRunEvent' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('POST', '/v1/events', 200, '{"inserted":2}')
        $path = Join-Path $TestDrive "$([guid]::NewGuid()).txt"
        $lines = (ConvertTo-RunEventJson 'a'), (ConvertTo-RunEventJson 'b')
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'sends a file of <form>' -ForEach @(@{ Form = 'lines' }, @{ Form = 'an array' }, @{ Form = 'CSV' }) {
        $text = switch ($form) {
            'lines' { $lines -join "`n" }
            'an array' { "[$($lines -join ',')]" }
            'CSV' { 'a', 'b' | ForEach-Object { $row = Get-PipedObject 'CSV row of a run event'; $row.RunId = $_; $row } | ConvertTo-Csv }
        }
        Set-Content -LiteralPath $path -Value $text
        $result = Import-FleetRunEvent $path
        $result | Should -BeOfType ([Fleet.FleetRunEventResult])
        $result.Sent, $result.Inserted | Should -Be 2, 2
        (@($server.Requests)[0].Body | ConvertFrom-Json).events.run_id | Should -Be 'a', 'b'
    }

    It 'sends in batches' {
        Set-Content -LiteralPath $path -Value ($lines + (ConvertTo-RunEventJson 'c'))
        (Import-FleetRunEvent $path -BatchSize 2).Requests | Should -Be 2
        @($server.Requests | ForEach-Object { ($_.Body | ConvertFrom-Json).events.Count }) | Should -Be 2, 1
    }

    It 'sends nothing when any line is wrong, and names all that are' {
        Set-Content -LiteralPath $path -Value $lines[0], '{', (ConvertTo-RunEventJson ' ')
        $caught = try { Import-FleetRunEvent $path -BatchSize 1 } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'InvalidRequest InvalidData'
        $caught.TargetObject | Should -Be $path
        $caught.ErrorDetails.Message | Should -BeLike '*line 2 is not JSON; line 3: RunId must not be empty*'
        $server.Requests | Should -HaveCount 0
    }

    It 'says that there is no such file' {
        $caught = try { Import-FleetRunEvent (Join-Path $TestDrive 'nope.jsonl') } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'FileNotFound ObjectNotFound'
    }

    It 'says that a folder is no file' {
        $caught = try { Import-FleetRunEvent $TestDrive } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'InvalidRequest InvalidData'
        "$caught" | Should -Be "'$TestDrive' is a folder. Specify the path of a file."
    }

    It 'checks and sends nothing with -WhatIf' {
        Set-Content -LiteralPath $path -Value $lines
        Import-FleetRunEvent $path -WhatIf | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
    }
}
