BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Import-FleetLedger' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/openapi.json', 200, '{"paths":{"/v1/ledger/import":{"post":{}}}}')
        $server.Answer('POST', '/v1/ledger/import', 200, '{"source":"fleet","events":3,"head":{"entries":7,"hash":"aa"}}')
        $path = Join-Path $TestDrive 'ledger.jsonl'
        Set-Content -NoNewline -LiteralPath $path -Value 'the ledger'
        $call = { param([switch] $WhatIf) Import-FleetLedger $path -WhatIf:$WhatIf }
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'sends the file as it is' {
        $ledger = & $call
        $ledger | Should -BeOfType ([Fleet.FleetLedger])
        $ledger.Entries, $ledger.Events | Should -Be 7, 3
        $request = @($server.Requests)[1]
        "$request" | Should -Be 'POST /v1/ledger/import'
        $request.Body | Should -BeExactly 'the ledger'
        $request.Headers['Content-Type'] | Should -Be 'application/octet-stream'
    }

    It 'says that there is no such file' {
        $caught = try { Import-FleetLedger (Join-Path $TestDrive nope) } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'FileNotFound ObjectNotFound'
        $server.Requests | Should -HaveCount 0
    }

    It 'says why the service does not take it' {
        $server.Answer('POST', '/v1/ledger/import', 400, '{"detail":"A ledger can only be taken over into an empty service; this one holds 2 entries."}')
        $caught = try { & $call } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'InvalidRequest InvalidData'
        $caught.Exception.Message | Should -BeLike '*empty service*'
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
