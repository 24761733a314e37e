BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Get-FleetFile' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/v1/env/instances/*', 200, (ConvertTo-InstanceJson '{1}' -With @{ urls = (Get-InstanceUrl $server '{1}') }))
        $server.Answer('POST', '/i/*/api/v1/env/fs/file', 200, '{"success":true,"path":"/w/a.txt","exists":true,"size":2,"modified_time":"2026-01-02T03:04:05Z","file_type":"text","content":"hi","message":null,"error":null}')
        $server.Answer('POST', '/i/*/api/v1/env/fs/file/text', 200, 'plain text')
        $server.Answer('POST', '/i/*/api/v1/env/fs/doc/text', 200, 'text of a document')
        $server.Answer('POST', '/i/*/api/v1/env/fs/doc/metadata', 200, '{"success":true,"path":"/w/a.docx","file_type":"docx","metadata":{"title":"T"}}')
        $server.Answer('POST', '/i/*/api/v1/env/fs/doc/structured', 200, '{"success":true,"path":"/w/a.docx","file_type":"docx","data":{"paragraphs":["one"]}}')
        $server.Answer('POST', '/i/*/api/v1/env/diff/fs', 200, '{"success":true,"files":[{"path":"/w/a.txt","size":2,"modified_time":"2026-01-02T03:04:05Z","file_type":"text","content":"hi"},{"path":"/w/b.bin","size":9,"modified_time":"2026-01-02T03:04:05Z","file_type":"binary"}],"total_files":2,"total_size":11,"source":"overlay","message":"ok"}')
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'reads the state of a file' {
        $file = Get-FleetFile /w/a.txt i1
        $file | Should -BeOfType Fleet.FleetFile
        $file.InstanceId, $file.Path, $file.Exists, $file.Size, $file.FileType, $file.Content | Should -Be 'i1', '/w/a.txt', $true, 2, 'text', 'hi'
        $file.ModifiedTime | Should -Be ([DateTimeOffset]'2026-01-02T03:04:05Z')
        Get-RecordedRequest $server | Should -Be 'GET /v1/env/instances/i1', 'POST /i/i1/api/v1/env/fs/file'
        @($server.Requests)[1].Body | Should -Be '{"path":"/w/a.txt","include_content":true,"max_content_size":102400}'
    }

    It 'reads <as>' -ForEach @(
        @{ As = 'Text'; Call = 'file/text'; Body = '{"path":"/w/a.docx","max_content_size":102400}'; Is = { $_.Content -eq 'plain text' } }
        @{ As = 'DocumentText'; Call = 'doc/text'; Body = '{"path":"/w/a.docx","max_size":10485760}'; Is = { $_.Content -eq 'text of a document' } }
        @{ As = 'Metadata'; Call = 'doc/metadata'; Body = '{"path":"/w/a.docx"}'; Is = { $_.Metadata.title -eq 'T' } }
        @{ As = 'Structure'; Call = 'doc/structured'; Body = '{"path":"/w/a.docx"}'; Is = { $_.Structure.paragraphs[0] -eq 'one' } }
    ) {
        $file = Get-FleetFile /w/a.docx i1 -As $as
        $file.Path | Should -Be '/w/a.docx'
        $file | Where-Object $is | Should -Not -BeNullOrEmpty
        @(Get-RecordedRequest $server)[-1] | Should -Be "POST /i/i1/api/v1/env/fs/$call"
        @($server.Requests)[-1].Body | Should -Be $body
    }

    It 'sends -MaxSize' {
        [void](Get-FleetFile /w/a.txt i1 -As Text -MaxSize 5)
        [void](Get-FleetFile /w/a.txt i1 -MaxSize 0)
        @($server.Requests)[1].Body | Should -Be '{"path":"/w/a.txt","max_content_size":5}'
        @($server.Requests)[-1].Body | Should -Be '{"path":"/w/a.txt","include_content":false,"max_content_size":102400}'
        { Get-FleetFile /w/a.txt i1 -MaxSize -1 } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
    }

    It 'lists what changed, to be read on' {
        $files = Get-FleetFile -Changed -InstanceId i1
        $files.Path | Should -Be '/w/a.txt', '/w/b.bin'
        $files.InstanceId | Should -Be 'i1', 'i1'
        $server.Clear()
        [void]($files[0] | Get-FleetFile -As Text)
        @($server.Requests)[-1].Body | Should -Be '{"path":"/w/a.txt","max_content_size":102400}'
    }

    It 'says of the state that a file does not exist, and makes an error of all else' {
        foreach ($call in 'file', 'file/text') {
            $server.Answer('POST', "/i/*/api/v1/env/fs/$call", 404, '{"detail":"File not found: /w/no"}')
        }

        (Get-FleetFile /w/no i1).Exists | Should -BeFalse
        [void](Get-FleetFile /w/no i1 -As Text -ErrorAction SilentlyContinue -ErrorVariable problems)
        Get-ErrorSummary $problems[0] | Should -Be 'FileNotFound ObjectNotFound'
        $problems[0].TargetObject | Should -Be '/w/no'
    }

    It 'does not take an instance that is gone for a missing file' {
        $server.Answer('POST', '/i/i1/api/v1/env/fs/file', 404, '{"detail":"Instance not found"}')
        [void](Get-FleetFile /w/a.txt i1 -ErrorAction SilentlyContinue -ErrorVariable problems)
        Get-ErrorSummary $problems[0] | Should -Be 'InstanceNotFound ObjectNotFound'
    }

    It 'says that an instance has no files' {
        $server.Answer('POST', '/i/i1/api/v1/env/fs/file', 404, '{"detail":"Not Found"}')
        [void](Get-FleetFile /w/a.txt i1 -ErrorAction SilentlyContinue -ErrorVariable problems)
        Get-ErrorSummary $problems[0] | Should -Be 'NotSupported NotImplemented'
    }

    It 'reports what the instance says it cannot do, and continues' {
        $server.Answer('POST', '/i/bad/api/v1/env/fs/doc/metadata', 200, '{"success":false,"path":"x","error":"no document"}')
        $files = 'bad', 'i1' | Get-FleetFile /w/a.docx -As Metadata -ErrorAction SilentlyContinue -ErrorVariable problems
        $files.InstanceId | Should -Be 'i1'
        $problems[0].Exception.Message | Should -Match 'no document'
    }

    It 'reads from a plain address without a connection' {
        Disconnect-Fleet
        (Get-FleetFile /w/a.txt "$($server.Uri)i/u1/api/v1/env").Content | Should -Be 'hi'
        Get-RecordedRequest $server | Should -Be 'POST /i/u1/api/v1/env/fs/file'
    }

    It 'refuses a piped <_> and sends nothing' -ForEach 'run', 'task', 'instance without an id' {
        [void](Get-PipedObject $_ | Get-FleetFile /w/a.txt -ErrorAction SilentlyContinue -ErrorVariable problems)
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses -<_> that is null, empty or blank' -ForEach 'Path', 'InstanceId' {
        foreach ($value in $null, '', ' ') {
            $parameters = @{ Path = '/w/a.txt'; InstanceId = 'i1' }
            $parameters[$_] = $value
            { Get-FleetFile @parameters } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        }

        $server.Requests | Should -HaveCount 0
    }
}
