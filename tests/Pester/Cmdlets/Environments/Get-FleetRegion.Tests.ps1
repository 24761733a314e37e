BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
    $server = Start-RecordingServer
    $server.Answer('GET', '/v1/regions', 200, '["us-west-1","eu-west-2"]')
}

AfterAll {
    Stop-RecordingServer $server
}

Describe 'Get-FleetRegion' {
    BeforeEach {
        $server.Clear()
    }

    It 'lists the regions in the order of the service, with one request' {
        $regions = Get-FleetRegion
        $regions | Should -BeOfType ([Fleet.FleetRegion])
        $regions.Region | Should -Be 'us-west-1', 'eu-west-2'
        "$($regions[0])" | Should -Be 'us-west-1'
        Get-RecordedRequest $server | Should -Be 'GET /v1/regions'
    }

    It 'fails as a whole' {
        $server.AnswerOnce('GET', '/v1/regions', 403, '{"detail":"not for you"}')
        { Get-FleetRegion } | Should -Throw -ErrorId 'PermissionDenied,Fleet.Commands.GetFleetRegionCommand' -ExpectedMessage '*not for you*'
    }
}
