BeforeAll {
    . "$PSScriptRoot/../common.ps1"
}

Describe 'an evaluation against a local server' {
    BeforeAll {
        $local = Start-FleetServer
        $tasks = @(Get-FleetTask -ProjectKey helpdesk)
    }

    AfterAll {
        Stop-FleetServer $local
    }

    BeforeEach {
        Get-FleetRun -Status all | Where-Object RunningCount -gt 0 | Remove-FleetInstance
    }

    Context 'the pipelines of the documentation, word for word' {
        It 'makes an environment for each task, keeps it alive and scores it' {
            $outcomes = Get-FleetTask -ProjectKey helpdesk | New-FleetEnvironment -RunId r1 -HeartbeatInterval 30 | Test-FleetTask
            $outcomes | Should -BeOfType Fleet.FleetVerification
            $outcomes.TaskKey | Sort-Object | Should -Be ($tasks.Key | Sort-Object)
            $outcomes.Success | Should -Not -Contain $false
            $outcomes.RunId | Sort-Object -Unique | Should -Be 'r1'
            (Get-FleetInstance -RunId r1).HeartbeatInterval | Sort-Object -Unique | Should -Be ([timespan]::FromSeconds(30))
        }

        It 'closes the instances of a run' {
            [void]($tasks | New-FleetEnvironment -RunId r1 -HeartbeatInterval 30)
            Get-FleetInstance -RunId r1 | Should -HaveCount $tasks.Count
            Get-FleetInstance -RunId r1 | Remove-FleetInstance
            Get-FleetInstance -RunId r1 | Should -BeNullOrEmpty
            Stop-FleetHeartbeat -RunId r1 -PassThru | Should -BeNullOrEmpty
        }

        It 'closes the runs in which something still runs' {
            [void](New-FleetEnvironment helpdesk -RunId r1 -Count 2)
            [void](New-FleetEnvironment helpdesk -RunId r2)
            $kept = New-FleetEnvironment helpdesk
            Get-FleetRun -Status all | Where-Object RunningCount -gt 0 | Remove-FleetInstance
            (Get-FleetInstance).InstanceId | Should -Be $kept.InstanceId
            Get-FleetRun | Should -BeNullOrEmpty
            $kept | Remove-FleetInstance
        }
    }

    It 'shows the task of a piped one on the page of its instance' {
        $made = $tasks[0] | New-FleetEnvironment
        $about = Invoke-RestMethod -Uri "$($made.Urls.Root)about"
        $about.task.key, $about.task.prompt | Should -Be $tasks[0].Key, $tasks[0].Prompt
        (Invoke-RestMethod -Uri "$((New-FleetEnvironment helpdesk).Urls.Root)about").task | Should -BeNullOrEmpty
    }

    It 'answers a gate with one value' {
        $instances = $tasks | Select-Object -First 2 | New-FleetEnvironment -RunId r1
        $instances | Test-FleetTask -Quiet | Should -BeFalse
        $instances | Test-FleetTask -Quiet -Threshold 0 | Should -BeTrue
    }

    It 'takes instances through a CSV file' {
        $path = Join-Path $TestDrive 'instances.csv'
        $made = New-FleetEnvironment helpdesk -RunId r1 -Count 3
        $made | Select-Object InstanceId, RunId, Region | Export-Csv -LiteralPath $path
        Import-Csv -LiteralPath $path | Select-Object -First 1 | Remove-FleetInstance
        Get-FleetInstance -RunId r1 | Should -HaveCount 2
        (Import-Csv -LiteralPath $path | Get-FleetInstance).InstanceId | Should -Be $made.InstanceId
    }

    It 'takes tasks through a file and back to the service' {
        $path = Join-Path $TestDrive 'tasks.json'
        Get-FleetTask -Key $tasks[0].Key | Export-FleetTask -LiteralPath $path
        $copy = (Get-Content -LiteralPath $path -Raw).Replace($tasks[0].Key, 'copy_of_a_task')
        Set-Content -LiteralPath $path -Value $copy
        Import-FleetTask -LiteralPath $path -ProjectKey copies
        $found = Get-FleetTask -ProjectKey copies
        $found.Key | Should -Be 'copy_of_a_task'
        $found.VerifierCode | Should -Be $tasks[0].VerifierCode
        [void]($found | Update-FleetTask -Prompt 'Something else.')
        (Get-FleetTask copy_of_a_task).Prompt | Should -Be 'Something else.'
    }

    It 'makes instances in many runspaces at once' {
        $connection = Get-FleetConnection
        $ids = 1..8 | ForEach-Object -Parallel {
            Import-Module $using:ModulePath
            (New-FleetEnvironment helpdesk -RunId r1 -Connection $using:connection).InstanceId
        } -ThrottleLimit 4
        $ids | Sort-Object -Unique | Should -HaveCount 8
        (Get-FleetInstance -RunId r1).InstanceId | Sort-Object | Should -Be ($ids | Sort-Object)
    }

    It 'works in a thread job' {
        $connection = Get-FleetConnection
        $job = Start-ThreadJob {
            Import-Module $using:ModulePath
            New-FleetEnvironment helpdesk -RunId r1 -Connection $using:connection
        }
        ($job | Wait-Job | Receive-Job).InstanceId | Should -Be (Get-FleetInstance -RunId r1).InstanceId
        $job | Remove-Job
    }

    It 'leaves nothing behind when only the first is wanted' {
        $first = New-FleetEnvironment helpdesk -RunId r1 -Count 20 -ThrottleLimit 8 | Select-Object -First 1
        (Get-FleetInstance -RunId r1).InstanceId | Should -Be $first.InstanceId
    }

    Context 'bad input' {
        It 'says <id> for <what>, and does the rest' -ForEach @(
            @{
                What = 'an unknown task key'; Id = 'TaskNotFound ObjectNotFound'; Type = 'Fleet.FleetNotFoundException'; Rest = 1
                Script = { Get-FleetTask $tasks[0].Key, nope }
            }
            @{
                What = 'an environment key that does not exist'; Id = 'EnvironmentNotFound ObjectNotFound'; Type = 'Fleet.FleetNotFoundException'; Rest = 1
                Script = { 'nope', 'helpdesk' | ForEach-Object { [pscustomobject]@{ EnvKey = $_ } } | New-FleetEnvironment -RunId r1 }
            }
            @{
                What = 'a heartbeat for a closed instance'; Id = 'InstanceEnded InvalidOperation'; Type = 'Fleet.FleetConflictException'; Rest = 1
                Script = {
                    $two = New-FleetEnvironment helpdesk -RunId r1 -Count 2 -HeartbeatInterval 30 -NoKeepAlive
                    $two[0] | Remove-FleetInstance
                    $two | Send-FleetHeartbeat
                }
            }
            @{
                What = 'a verification of a closed instance'; Id = 'InstanceEnded InvalidOperation'; Type = 'Fleet.FleetConflictException'; Rest = 1
                Script = {
                    $two = New-FleetEnvironment helpdesk -RunId r1 -Count 2
                    $two[0] | Remove-FleetInstance
                    $two.InstanceId | ForEach-Object { [pscustomobject]@{ InstanceId = $_ } } | Test-FleetTask -TaskKey $tasks[0].Key
                }
            }
            @{
                What = 'a verification in an unknown instance'; Id = 'InstanceNotFound ObjectNotFound'; Type = 'Fleet.FleetNotFoundException'; Rest = 0
                Script = { [pscustomobject]@{ InstanceId = 'nope' } | Test-FleetTask -TaskKey $tasks[0].Key }
            }
            @{
                What = 'an unknown instance'; Id = 'InstanceNotFound ObjectNotFound'; Type = 'Fleet.FleetNotFoundException'; Rest = 1
                Script = { 'nope', (New-FleetEnvironment helpdesk -RunId r1).InstanceId | Remove-FleetInstance -PassThru }
            }
        ) {
            $ErrorActionPreference = 'Continue'
            $done = @(& $script 2>&1)
            $problems = @($done | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
            $problems | Should -HaveCount 1
            ($problems[0].FullyQualifiedErrorId -split ',')[0] + " $($problems[0].CategoryInfo.Category)" | Should -Be $id
            $problems[0].Exception | Should -BeOfType $type
            "$($problems[0])" | Should -Not -BeLike "*`n*"
            @($done | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] }) | Should -HaveCount $rest
        }

        It 'says that the key is wrong' {
            $shell = New-TestShell
            try {
                [void]$shell.AddScript('param($uri, $key) Connect-Fleet -Uri $uri -ApiKey $key; try { Get-FleetTask } catch [Fleet.FleetAuthenticationException] { $_ }')
                [void]$shell.AddArgument($local.Uri).AddArgument((ConvertTo-SecureString -String 'sk_wrong' -AsPlainText -Force))
                $caught = $shell.Invoke()[0]
                $caught.CategoryInfo.Category | Should -Be 'AuthenticationError'
                "$caught" | Should -Not -BeLike '*sk_wrong*'
            }
            finally {
                Remove-TestShell $shell
            }
        }
    }
}

Describe 'a local server with a limit' {
    BeforeAll {
        $local = Start-FleetServer -InstanceLimit 3
    }

    AfterAll {
        Stop-FleetServer $local
    }

    It 'makes what may be made and says that the limit is reached' {
        $made = New-FleetEnvironment helpdesk -Count 5 -RunId r1 -ErrorAction SilentlyContinue -ErrorVariable problems
        $made | Should -HaveCount 3
        $problems | Should -HaveCount 2
        $problems[0].CategoryInfo.Category | Should -Be 'LimitsExceeded'
        $problems[0].Exception | Should -BeOfType Fleet.FleetLimitException
        $problems[0].Exception.InstanceLimit | Should -Be 3
    }
}
