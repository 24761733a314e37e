BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Export-FleetLedger' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/openapi.json', 200, '{"paths":{"/v1/ledger/export":{"get":{}}}}')
        $lines = "{`"format`":`"fleet-ledger`"}`n{`"end`":true,`"sha256`":`"$('0' * 64)`"}`n"
        $server.Answer('GET', '/v1/ledger/export', 200, $lines)
        $path = Join-Path $TestDrive "$([guid]::NewGuid()).jsonl"
        $call = { param([switch] $WhatIf) Export-FleetLedger $path -WhatIf:$WhatIf }
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'writes what the service sends' {
        & $call | Should -BeNullOrEmpty
        Get-Content -Raw -LiteralPath $path | Should -BeExactly $lines
    }

    It 'leaves no file when the end is missing' {
        $server.Answer('GET', '/v1/ledger/export', 200, "{`"format`":`"fleet-ledger`"}`n")
        $caught = try { & $call } catch { $_ }
        $caught.Exception | Should -BeOfType ([Fleet.FleetException])
        $caught.Exception.Message | Should -BeLike '*ends too early*'
        Get-ChildItem -Path "$path*" | Should -BeNullOrEmpty
    }

    It 'says that there is no such folder, before it asks for anything' {
        $caught = try { Export-FleetLedger (Join-Path $TestDrive 'none/ledger.jsonl') } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'FileNotFound ObjectNotFound'
        "$caught" | Should -Be "The folder '$(Join-Path $TestDrive 'none')' of '$(Join-Path $TestDrive 'none/ledger.jsonl')' does not exist. Create it first."
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses to replace a file without -Force' {
        Set-Content -LiteralPath $path -Value 'mine'
        $caught = try { & $call } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'FileExists ResourceExists'
        $server.Requests | Should -HaveCount 0
        Export-FleetLedger $path -Force
        Get-Content -Raw -LiteralPath $path | Should -BeExactly $lines
    }

    It 'sends nothing with -WhatIf' {
        & $call -WhatIf | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
    }

    It 'says so where the service cannot do it over HTTP, and changes nothing' {
        $server.Answer('GET', '/openapi.json', 200, '{"paths":{"/v1/releases":{"get":{}}}}')
        $caught = try { & $call } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'NotSupported NotImplemented'
        Get-RecordedRequest $server | Should -Be 'GET /openapi.json'
    }
}
