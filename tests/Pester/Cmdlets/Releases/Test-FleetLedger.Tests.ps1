BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Test-FleetLedger' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/openapi.json', 200, '{"paths":{"/v1/ledger/verify":{"get":{}}}}')
        $server.Answer('GET', '/v1/ledger/verify', 200, "{`"ok`":true,`"head`":{`"entries`":7,`"hash`":`"$('a' * 64)`"},`"problems`":[]}")
        $call = { Test-FleetLedger }
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'reports the state of the ledger' {
        $ledger = Test-FleetLedger
        $ledger | Should -BeOfType ([Fleet.FleetLedger])
        $ledger.Valid, $ledger.Entries, $ledger.Head | Should -Be $true, 7, ('a' * 64)
        Test-FleetLedger -Quiet | Should -BeTrue
    }

    It 'reports what is wrong, without an error' {
        $server.Answer('GET', '/v1/ledger/verify', 200, '{"ok":false,"head":{"entries":7,"hash":"aa"},"problems":["Entry 3 is missing."]}')
        $ledger = Test-FleetLedger -ErrorAction Stop
        $ledger.Valid, $ledger.Problems | Should -Be $false, 'Entry 3 is missing.'
        Test-FleetLedger -Quiet | Should -BeFalse
    }

    It 'asks for a state that was kept' {
        [void](Test-FleetLedger ([Fleet.FleetLedger]@{ Entries = 5; Head = 'bb' }))
        Get-RecordedRequest $server | Should -Be 'GET /openapi.json', 'GET /v1/ledger/verify?entries=5&hash=bb'
    }

    It 'refuses a state without a hash' {
        { Test-FleetLedger ([Fleet.FleetLedger]@{ Entries = 5 }) } | Should -Throw -ErrorId 'InvalidRequest,*'
        $server.Requests | Should -HaveCount 0
    }

    It 'says so where the service cannot do it over HTTP, and changes nothing' {
        $server.Answer('GET', '/openapi.json', 200, '{"paths":{"/v1/releases":{"get":{}}}}')
        $caught = try { & $call } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'NotSupported NotImplemented'
        Get-RecordedRequest $server | Should -Be 'GET /openapi.json'
    }
}
