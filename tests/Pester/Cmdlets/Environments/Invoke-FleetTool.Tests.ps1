BeforeAll {
    . "$PSScriptRoot/../../common.ps1"
}

Describe 'Invoke-FleetTool' {
    BeforeAll {
        [void](Start-FleetServer)
        $instances = New-FleetEnvironment helpdesk -TtlSeconds 600 -Count 2
    }

    AfterAll {
        Stop-FleetServer
    }

    It 'calls a tool with arguments, in all instances' {
        $results = $instances | Invoke-FleetTool get_tickets -NamedArgument @{ id = 101 }
        $results | Should -BeOfType Fleet.FleetToolResult
        $results.InstanceId | Sort-Object | Should -Be ($instances.InstanceId | Sort-Object)
        $results.Name | Should -Be 'get_tickets', 'get_tickets'
        $results[0].Text | Should -Match '"id": ?101'
        $results[0].Content[0].type | Should -Be 'text'
    }

    It 'changes what the tool changes' {
        $id = $instances[0].InstanceId
        [void](Invoke-FleetTool update_tickets $id @{ id = 101; changes = @{ status = 'solved' } })
        (Invoke-FleetQuery 'SELECT status FROM tickets WHERE id = 101' $id -ReadOnly).status | Should -Be 'solved'
        (Test-FleetInstance $id -IgnoreField updated_at -Expect @{ Table = 'tickets'; RowId = 101; Change = 'modified'; Fields = @{ status = 'solved' }; NoOtherChanges = $false }).Summary | Should -BeNullOrEmpty
    }

    It 'takes the name of a piped tool' {
        $results = Get-FleetTool $instances[1].InstanceId -Name list_* | Invoke-FleetTool
        $results.Name | Should -Contain 'list_tickets'
    }

    It 'makes an error of a tool that failed, and continues' {
        $results = 'gone', $instances[0].InstanceId | Invoke-FleetTool get_tickets -NamedArgument @{ id = 101 } -ErrorAction SilentlyContinue -ErrorVariable problems
        $results | Should -HaveCount 1
        Get-ErrorSummary $problems[0] | Should -Be 'InstanceNotFound ObjectNotFound'
        [void](Invoke-FleetTool get_tickets $instances[0].InstanceId @{ id = 999999 } -ErrorAction SilentlyContinue -ErrorVariable problems)
        Get-ErrorSummary $problems[0] | Should -Be 'ToolFailed InvalidResult'
        $problems[0].TargetObject | Should -Be $instances[0].InstanceId
    }

    It 'says that there is no such tool' {
        [void](Invoke-FleetTool nothing $instances[0].InstanceId -ErrorAction SilentlyContinue -ErrorVariable problems)
        Get-ErrorSummary $problems[0] | Should -Be 'ToolNotFound ObjectNotFound'
    }

    It 'calls nothing with -WhatIf' {
        [void](Invoke-FleetTool delete_tickets $instances[1].InstanceId @{ id = 101 } -WhatIf)
        (Compare-FleetInstance $instances[1].InstanceId).HasChanges | Should -BeFalse
    }

    It 'refuses an argument that cannot be sent' {
        { Invoke-FleetTool get_tickets $instances[0].InstanceId @{ id = [double]::NaN } -ErrorAction Stop } | Should -Throw '*NaN*'
    }

    It 'refuses -<_> that is null, empty or blank' -ForEach 'InstanceId', 'Name' {
        foreach ($value in $null, '', ' ') {
            $parameters = @{ InstanceId = 'i1'; Name = 'x' }
            $parameters[$_] = $value
            { Invoke-FleetTool @parameters } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        }
    }

    It 'refuses a piped <_>' -ForEach 'run', 'task', 'instance without an id' {
        [void](Get-PipedObject $_ | Invoke-FleetTool get_tickets -ErrorAction SilentlyContinue -ErrorVariable problems)
        $problems | Should -HaveCount 1
    }
}
