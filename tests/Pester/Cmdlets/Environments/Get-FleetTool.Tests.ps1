BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Get-FleetTool' {
    BeforeAll {
        [void](Start-FleetServer)
        $instance = New-FleetEnvironment helpdesk -TtlSeconds 600
    }

    AfterAll {
        Stop-FleetServer
    }

    It 'lists the tools of an instance' {
        $tools = $instance | Get-FleetTool
        $tools | Should -BeOfType Fleet.FleetTool
        $tools.Name | Should -Contain 'list_tickets'
        $tools.InstanceId | Sort-Object -Unique | Should -Be $instance.InstanceId
        $get = $tools | Where-Object Name -eq get_tickets
        $get.RequiredArguments | Should -Be 'id'
        $get.InputSchema.type | Should -Be 'object'
        $get.Description | Should -Not -BeNullOrEmpty
    }

    It 'lists those of a name, with wildcards' {
        (Get-FleetTool $instance.InstanceId get_tickets).Name | Should -Be 'get_tickets'
        (Get-FleetTool $instance.InstanceId -Name LIST_*).Name | Should -Not -Contain 'get_tickets'
        Get-FleetTool $instance.InstanceId -Name nothing_* | Should -BeNullOrEmpty
        [void](Get-FleetTool $instance.InstanceId -Name nothing -ErrorAction SilentlyContinue -ErrorVariable problems)
        Get-ErrorSummary $problems[0] | Should -Be 'ToolNotFound ObjectNotFound'
        $problems[0].TargetObject | Should -Be 'nothing'
    }

    It 'works by a plain address, without a connection' {
        $uri = $instance.Urls.Manager.Api
        Invoke-InNewRunspace -Script { param($Address) (Get-FleetTool $Address -Name get_tickets).Name } -ArgumentList "$uri" | Should -Be 'get_tickets'
    }

    It 'reports an instance that does not exist, and continues' {
        $tools = 'gone', $instance.InstanceId | Get-FleetTool -Name get_tickets -ErrorAction SilentlyContinue -ErrorVariable problems
        $tools | Should -HaveCount 1
        Get-ErrorSummary $problems[0] | Should -Be 'InstanceNotFound ObjectNotFound'
    }

    It 'stops when nobody wants more' {
        $instance | Get-FleetTool | Select-Object -First 1 | Should -HaveCount 1
    }
}

Describe 'Get-FleetTool, of other services' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('GET', '/v1/env/instances/*', 200, (ConvertTo-InstanceJson '{1}' -With @{ urls = (Get-InstanceUrl $server '{1}') }))
    }

    AfterEach {
        Stop-RecordingServer $server
    }

    It 'says that an instance has none' {
        $server.Answer('POST', '/i/i1/mcp', 404, '{"detail":"Not Found"}')
        [void](Get-FleetTool i1 -ErrorAction SilentlyContinue -ErrorVariable problems)
        Get-ErrorSummary $problems[0] | Should -Be 'NotSupported NotImplemented'
        @($server.Requests)[-1].Headers.ContainsKey('Authorization') | Should -BeFalse
    }

    It 'ends at once when it is stopped' {
        $server.Hold('POST', '/i/i1/mcp', 200, '{}')
        $shell = New-TestShell
        try {
            $running = $shell.AddScript("Get-FleetTool $($server.Uri)i/i1/api/v1/env").BeginInvoke()
            $server.WaitForRequests(1) | Should -BeTrue
            Wait-Ended $shell.BeginStop($null, $null)
            Wait-Ended $running
        }
        finally {
            Remove-TestShell $shell
        }
    }

    It 'refuses a piped <_> and sends nothing' -ForEach 'run', 'task', 'instance without an id' {
        [void](Get-PipedObject $_ | Get-FleetTool -ErrorAction SilentlyContinue -ErrorVariable problems)
        $problems | Should -HaveCount 1
        $server.Requests | Should -HaveCount 0
    }

    It 'refuses -<_> that is null, empty or blank' -ForEach 'InstanceId', 'Name' {
        foreach ($value in $null, '', ' ') {
            $parameters = @{ InstanceId = 'i1' }
            $parameters[$_] = $value
            { Get-FleetTool @parameters } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        }

        $server.Requests | Should -HaveCount 0
    }
}
