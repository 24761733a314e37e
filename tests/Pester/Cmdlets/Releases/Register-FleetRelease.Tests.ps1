BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Register-FleetRelease' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/openapi.json', 200, '{"paths":{"/v1/releases/register":{"post":{}}}}')
        $server.Answer('POST', '/v1/releases/register', 200, '{"release_id":"rel_1","agent_id":"a1","version":"1.0","environment":"prod","checksum":"00","artifact_json":{"kind":"Release"},"created_at":"2026-05-01T12:00:00+00:00"}')
        $folder = Join-Path $TestDrive 'bundle'
        $null = New-Item -ItemType Directory -Force -Path "$folder/a", "$folder/.git"
        Set-Content -NoNewline -LiteralPath "$folder/release.yaml" -Value r
        Set-Content -NoNewline -LiteralPath "$folder/a/p.md" -Value p
        Set-Content -NoNewline -LiteralPath "$folder/.git/config" -Value g
        $call = { param([switch] $WhatIf) Register-FleetRelease $folder -WhatIf:$WhatIf }
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'sends all files of the folder in the order of their names' {
        $release = Register-FleetRelease $folder -Environment prod
        $release | Should -BeOfType ([Fleet.FleetRelease])
        $release.ReleaseId, $release.Artifact.kind | Should -Be 'rel_1', 'Release'
        Get-RecordedRequest $server | Should -Be 'GET /openapi.json', 'POST /v1/releases/register'
        @($server.Requests)[1].Body | Should -BeExactly '{"files":[{"path":"a/p.md","content":"cA=="},{"path":"release.yaml","content":"cg=="}],"environment":"prod"}'
    }

    It 'says that there is no such folder' {
        $caught = try { Register-FleetRelease (Join-Path $TestDrive nope) } catch { $_ }
        Get-ErrorSummary $caught | Should -Be 'FileNotFound ObjectNotFound'
        $server.Requests | Should -HaveCount 0
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
