BeforeAll {
    . "$PSScriptRoot/../common.ps1"
    $server = [Fleet.Testing.RecordingServer]::new()
}

AfterAll { $server.Dispose() }

Describe 'The recording server of this suite' {
    It 'records what was sent and answers by its script' {
        $server.Answer('POST', '/v1/things/*', 201, '{"id":"{1}"}')
        $answer = Invoke-RestMethod -Method Post -Uri "$($server.Uri)v1/things/a%20b?x=1" -Body '{"y":2}' -ContentType 'application/json' -Headers @{ 'X-One' = '1' }

        $answer.id | Should -Be 'a b'
        $request = $server.Requests[-1]
        "$request" | Should -Be 'POST /v1/things/a%20b?x=1'
        $request.Body | Should -Be '{"y":2}'
        $request.Headers['x-one'] | Should -Be '1'
    }

    It 'answers 404 where nothing was set' {
        (Invoke-WebRequest -Uri "$($server.Uri)nowhere" -SkipHttpErrorCheck).StatusCode | Should -Be 404
    }

    It 'sends the answers for one request in order, then the permanent one' {
        $server.Answer('GET', '/seq', 200, '3')
        $server.AnswerOnce('GET', '/seq', 200, '1')
        $server.AnswerOnce('GET', '/seq', 200, '2')
        1..4 | ForEach-Object { Invoke-RestMethod -Uri "$($server.Uri)seq" } | Should -Be 1, 2, 3, 3
    }

    It 'delays a request until it is released' {
        $server.Clear()
        $server.Hold('GET', '/held', 200, '"done"')
        $address = "$($server.Uri)held"
        $job = Start-ThreadJob { Invoke-RestMethod -Uri $using:address }
        $server.WaitForRequests(1) | Should -BeTrue
        $job.State | Should -Be 'Running'
        $server.Release()
        $job | Wait-Job | Receive-Job | Should -Be 'done'
        $job | Remove-Job
    }
}
