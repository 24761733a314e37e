BeforeAll {
    . "$PSScriptRoot/../../common.ps1"

    # The bodies of the creates so far.
    function Get-CreateBody {
        $server.Requests | Where-Object Method -EQ POST | ForEach-Object Body
    }

    # The next creates make these instances, one each.
    function Set-CreateAnswer([string[]] $Id, [hashtable] $With = @{}) {
        foreach ($one in $Id) {
            $server.AnswerOnce('POST', '/v1/env/instances', 200, (ConvertTo-InstanceJson $one $With))
        }
    }
}

Describe 'New-FleetEnvironment' {
    BeforeEach {
        $server = Start-RecordingServer
        $server.Answer('POST', '/v1/env/instances', 200, (ConvertTo-InstanceJson 'new'))
        $server.Answer('POST', '/v1/env/instances/*/heartbeat', 200, '{"success":true,"instance_id":"{1}","last_heartbeat":null,"deadline_timestamp":null,"interval_seconds":30}')
        $server.Answer('DELETE', '/v1/env/instances/*', 200, (ConvertTo-InstanceJson '{1}' @{ status = 'stopped' }))
    }

    AfterEach {
        Stop-RecordingServer $server 3> $null
    }

    Context 'binding' {
        It 'makes <body> of a piped <type>' -ForEach @(
            @{ Type = 'task'; Body = '{"env_key":"helpdesk","env_version":"v1.0.0","data_key":"base","data_version":"v1","env_variables":{"LOCALE":"en"},"created_from":"sdk"}' }
            @{ Type = 'environment'; Body = '{"env_key":"helpdesk","created_from":"sdk"}' }
            @{ Type = 'CSV row of an environment'; Body = '{"env_key":"helpdesk","env_version":"v1.0.0","created_from":"sdk"}' }
        ) {
            $instance = Get-PipedObject $type | New-FleetEnvironment
            $instance | Should -BeOfType Fleet.FleetInstance
            Get-RecordedRequest $server | Should -Be 'POST /v1/env/instances'
            Get-CreateBody | Should -Be $body
        }

        It 'refuses a piped <type> and sends nothing' -ForEach @(
            @{ Type = 'run' }
            @{ Type = 'verification' }
            @{ Type = 'string' }
        ) {
            Get-PipedObject $type | New-FleetEnvironment -ErrorAction SilentlyContinue -ErrorVariable problems
            $problems | Should -HaveCount 1
            $server.Requests | Should -HaveCount 0
        }

        It 'sends all that is given' {
            New-FleetEnvironment helpdesk:v1 -DataKey base:2 -EnvVariables ([ordered]@{ A = 'x'; B = 1 }) -Region us-west-1 -ImageType mcp -TtlSeconds 60 -RunId r1 -HeartbeatInterval 30 -NoKeepAlive
            Get-CreateBody | Should -Be ('{"env_key":"helpdesk","env_version":"v1","data_key":"base","data_version":"v2","region":"us-west-1","run_id":"r1",' +
                '"env_variables":{"A":"x","B":1},"image_type":"mcp","created_from":"sdk","ttl_seconds":60,"heartbeat_interval":30}')
        }

        It 'lets what is typed win over the task' {
            [void](Get-PipedObject 'task' | New-FleetEnvironment -EnvKey other:v2 -DataKey more -EnvVariables @{})
            Get-CreateBody | Should -Be '{"env_key":"other","env_version":"v2","data_key":"more","env_variables":{},"created_from":"sdk"}'
        }

        It 'takes a task as a parameter' {
            $task = Get-PipedObject 'task'
            (New-FleetEnvironment -Task $task).Task | Should -Be $task
            Get-CreateBody | Should -BeLike '{"env_key":"helpdesk","env_version":"v1.0.0","data_key":"base"*'
        }

        It 'takes one task''s data for that task only' {
            $plain = [Fleet.FleetTask]@{ Key = 't2'; EnvironmentId = 'helpdesk' }
            [void]((Get-PipedObject 'task'), $plain | New-FleetEnvironment -ThrottleLimit 1)
            (Get-CreateBody)[1] | Should -Be '{"env_key":"helpdesk","created_from":"sdk"}'
        }

        It 'takes the wrappers off values' {
            $values = @{ Count = (1..3 | Measure-Object).Count; Nested = [pscustomobject]@{ List = @(Write-Output 'a' 'b') } }
            [void](New-FleetEnvironment helpdesk -EnvVariables $values)
            $sent = (Get-CreateBody | ConvertFrom-Json).env_variables
            $sent.Count | Should -Be 3
            $sent.Nested.List | Should -Be 'a', 'b'
        }

        It 'refuses -<name> with <what>' -ForEach @(
            foreach ($name in 'EnvKey', 'DataKey', 'Region', 'ImageType', 'RunId') {
                @{ Name = $name; What = 'null'; Value = $null }
                @{ Name = $name; What = 'an empty text'; Value = '' }
                @{ Name = $name; What = 'a blank'; Value = ' ' }
            }
        ) {
            $parameters = @{ $name = $value }
            { Get-PipedObject 'task' | New-FleetEnvironment @parameters } | Should -Throw "*$name*"
            $server.Requests | Should -HaveCount 0
        }

        It 'says what is missing without an environment' {
            New-FleetEnvironment -ErrorAction SilentlyContinue -ErrorVariable problems
            Get-ErrorSummary $problems[0] | Should -Be 'InvalidRequest InvalidData'
            $problems[0].Exception.Message | Should -BeLike '*-EnvKey*'
            $task = [Fleet.FleetTask]@{ Key = 't9' }
            $task | New-FleetEnvironment -ErrorAction SilentlyContinue -ErrorVariable problems
            $problems[0].Exception.Message | Should -BeLike "*'t9' does not name an environment*"
            $problems[0].TargetObject | Should -Be $task
            $server.Requests | Should -HaveCount 0
        }
    }

    Context 'durations' {
        It 'takes <value> as 30 seconds' -ForEach @(
            @{ Value = 30 }
            @{ Value = 30.0 }
            @{ Value = '30' }
            @{ Value = '00:00:30' }
            @{ Value = [timespan]::FromSeconds(30) }
        ) {
            [void](New-FleetEnvironment helpdesk -HeartbeatInterval $value -NoKeepAlive)
            Get-CreateBody | Should -BeLike '*"heartbeat_interval":30}'
        }

        It 'refuses <value> and says what it wants' -ForEach @(
            @{ Value = 'soon' }
            @{ Value = '' }
            @{ Value = $null }
            @{ Value = 29 }
            @{ Value = 3601 }
            @{ Value = -30 }
            @{ Value = 30.5 }
            @{ Value = [double]::NaN }
            @{ Value = $true }
            @{ Value = [timespan]::FromDays(30) }
        ) {
            { New-FleetEnvironment helpdesk -HeartbeatInterval $value } | Should -Throw '*HeartbeatInterval*from 30 to 3600 seconds*'
            $server.Requests | Should -HaveCount 0
        }

        It 'refuses a TTL of <value>' -ForEach @(@{ Value = -1 }, @{ Value = 0 }) {
            $caught = try { New-FleetEnvironment helpdesk -TtlSeconds $value } catch [System.Management.Automation.ParameterBindingException] { $_ }
            $caught.CategoryInfo.Category | Should -Be 'InvalidData'
            $caught.Exception.Message | Should -BeLike '*TtlSeconds*greater than or equal to 1*'
            $server.Requests | Should -HaveCount 0
        }
    }

    It 'makes as many as are wanted' {
        Set-CreateAnswer (1..5 | ForEach-Object { "n$_" })
        (New-FleetEnvironment helpdesk -Count 5).InstanceId | Sort-Object | Should -Be 'n1', 'n2', 'n3', 'n4', 'n5'
    }

    It 'keeps the task with the instance' {
        $task = Get-PipedObject 'task'
        ($task | New-FleetEnvironment).Task | Should -Be $task
    }

    It 'sends nothing with -WhatIf' {
        Get-PipedObject 'task' | New-FleetEnvironment -RunId r1 -Count 3 -HeartbeatInterval 30 -WhatIf | Should -BeNullOrEmpty
        $server.Requests | Should -HaveCount 0
    }

    It 'says <id> for <status> and makes the others' -ForEach @(
        @{ Status = 403; Detail = '{"error_type":"instance_limit_exceeded","message":"Instance limit reached","running_instances":10,"instance_limit":10}'
            Id = 'InstanceLimitReached LimitsExceeded'; Type = 'Fleet.FleetLimitException' }
        @{ Status = 400; Detail = '"Environment ''nope'' not found"'; Id = 'EnvironmentNotFound ObjectNotFound'; Type = 'Fleet.FleetNotFoundException' }
        @{ Status = 403; Detail = '"not yours"'; Id = 'PermissionDenied PermissionDenied'; Type = 'Fleet.FleetPermissionException' }
        @{ Status = 422; Detail = '[{"loc":["body","ttl_seconds"],"msg":"must be positive","type":"value_error"}]'
            Id = 'InvalidRequest InvalidData'; Type = 'Fleet.FleetValidationException' }
    ) {
        $server.AnswerOnce('POST', '/v1/env/instances', $status, "{`"detail`":$detail}")
        $made = New-FleetEnvironment nope -Count 3 -ThrottleLimit 1 -ErrorAction SilentlyContinue -ErrorVariable problems
        $made | Should -HaveCount 2
        $problems | Should -HaveCount 1
        Get-ErrorSummary $problems[0] | Should -Be $id
        $problems[0].Exception | Should -BeOfType $type
        $problems[0].TargetObject | Should -Be 'nope'
        $problems[0].Exception.Message | Should -Not -BeLike "*`n*"
    }

    It 'can be caught by the type of the error' {
        $server.Answer('POST', '/v1/env/instances', 403, '{"detail":{"error_type":"instance_limit_exceeded","message":"Instance limit reached","running_instances":10,"instance_limit":10}}')
        $caught = try { New-FleetEnvironment helpdesk -ErrorAction Stop } catch [Fleet.FleetLimitException] { $_.Exception }
        $caught.InstanceLimit | Should -Be 10
    }

    Context 'keeping alive' {
        It 'beats in the background until the instance is closed' {
            Set-CreateAnswer 'beat1' @{ heartbeat_interval = 30; heartbeat_region = 'eu-west-2' }
            $instance = New-FleetEnvironment helpdesk -HeartbeatInterval 30
            $server.WaitForRequests(2) | Should -BeTrue
            Get-RecordedRequest $server | Should -Be 'POST /v1/env/instances', 'POST /v1/env/instances/beat1/heartbeat'
            @($server.Requests)[1].Body | Should -Be '{"region":"eu-west-2"}'
            $instance | Remove-FleetInstance
            Stop-FleetHeartbeat $instance -PassThru | Should -BeNullOrEmpty
        }

        It 'leaves it to others with -NoKeepAlive' {
            Set-CreateAnswer 'quiet1' @{ heartbeat_interval = 30 }
            [void](New-FleetEnvironment helpdesk -HeartbeatInterval 30 -NoKeepAlive)
            Stop-FleetHeartbeat quiet1 -PassThru | Should -BeNullOrEmpty
        }

        It 'continues for <seconds> s with <parameters.Keys>' -ForEach @(
            @{ Parameters = @{}; Seconds = 8 * 3600 }
            @{ Parameters = @{ TtlSeconds = 100 }; Seconds = 100 }
            @{ Parameters = @{ KeepAliveFor = 200 }; Seconds = 200 }
            @{ Parameters = @{ KeepAliveFor = '00:10:00' }; Seconds = 600 }
        ) {
            Set-CreateAnswer 'long1' @{ heartbeat_interval = 30 }
            $before = [DateTimeOffset]::UtcNow
            [void](New-FleetEnvironment helpdesk -HeartbeatInterval 30 @parameters)
            $started = Stop-FleetHeartbeat long1 -PassThru
            $started.Until | Should -BeGreaterOrEqual $before.AddSeconds($seconds)
            $started.Until | Should -BeLessOrEqual ([DateTimeOffset]::UtcNow.AddSeconds($seconds))
        }

        It 'ends with the runspace' {
            Set-CreateAnswer 'own1' @{ heartbeat_interval = 30 }
            $shell = New-TestShell
            try {
                [void]$shell.AddScript('param($uri) Connect-Fleet -Uri $uri; New-FleetEnvironment helpdesk -HeartbeatInterval 30').AddArgument($server.Uri)
                $shell.Invoke().InstanceId | Should -Be 'own1'
                $shell.Runspace.Close()
            }
            finally {
                Remove-TestShell $shell
            }

            Stop-FleetHeartbeat own1 -PassThru | Should -BeNullOrEmpty
        }
    }

    Context 'ending early' {
        It 'closes what nobody took with Select-Object -First 1' {
            Set-CreateAnswer (1..8 | ForEach-Object { "n$_" })
            $first = New-FleetEnvironment helpdesk -Count 8 -ThrottleLimit 8 | Select-Object -First 1
            $requests = Get-RecordedRequest $server
            $made = @($requests -eq 'POST /v1/env/instances').Count
            $ids = 1..$made | ForEach-Object { "n$_" }
            $left = @($ids | Where-Object { $_ -ne $first.InstanceId } | ForEach-Object { "DELETE /v1/env/instances/$_" })
            $requests -like 'DELETE*' | Sort-Object | Should -Be $left
        }

        It 'closes the instance of a create that was under way at a stop' {
            $server.Hold('POST', '/v1/env/instances', 200, (ConvertTo-InstanceJson 'late1'))
            $shell = New-TestShell
            try {
                [void]$shell.AddScript('param($uri) Connect-Fleet -Uri $uri; New-FleetEnvironment helpdesk').AddArgument($server.Uri)
                $running = $shell.BeginInvoke()
                $server.WaitForRequests(1) | Should -BeTrue
                $stopping = $shell.BeginStop($null, $null)
                $server.Release()
                Wait-Ended $stopping
                Wait-Ended $running
                Get-RecordedRequest $server | Should -Be 'POST /v1/env/instances', 'DELETE /v1/env/instances/late1'
                $shell.Recorder.Lines | Should -BeNullOrEmpty
            }
            finally {
                Remove-TestShell $shell
            }
        }

        It 'names what had no answer in time, and closes it when the answer comes' {
            $server.Hold('POST', '/v1/env/instances', 200, (ConvertTo-InstanceJson 'late2'))
            $shell = New-TestShell
            try {
                [void]$shell.AddScript('param($uri) Connect-Fleet -Uri $uri; New-FleetEnvironment helpdesk -RunId r7').AddArgument($server.Uri)
                $running = $shell.BeginInvoke()
                $server.WaitForRequests(1) | Should -BeTrue
                Wait-Ended $shell.BeginStop($null, $null)
                Wait-Ended $running
                $shell.Recorder.Lines | Should -HaveCount 1
                $shell.Recorder.Lines | Should -BeLike "WARNING: A request for an instance of 'helpdesk' in run 'r7' got no answer in time.*"
                $server.Release()
                $server.WaitForRequests(2) | Should -BeTrue
                (Get-RecordedRequest $server)[1] | Should -Be 'DELETE /v1/env/instances/late2'
            }
            finally {
                Remove-TestShell $shell
            }
        }

        It 'names what could not be closed' {
            $server.Hold('POST', '/v1/env/instances', 200, (ConvertTo-InstanceJson 'late3'))
            $server.Answer('DELETE', '/v1/env/instances/late3', 403, '{"detail":"not yours"}')
            $shell = New-TestShell
            try {
                [void]$shell.AddScript('param($uri) Connect-Fleet -Uri $uri; New-FleetEnvironment helpdesk').AddArgument($server.Uri)
                $running = $shell.BeginInvoke()
                $server.WaitForRequests(1) | Should -BeTrue
                $stopping = $shell.BeginStop($null, $null)
                $server.Release()
                Wait-Ended $stopping
                Wait-Ended $running
                $shell.Recorder.Lines | Should -BeLike "WARNING: Instance 'late3' was created and could not be closed*Remove-FleetInstance late3"
            }
            finally {
                Remove-TestShell $shell
            }
        }

        It 'leaves alone what downstream has taken' {
            Set-CreateAnswer 'taken1'
            $script:taken = $null
            { New-FleetEnvironment helpdesk | ForEach-Object { $script:taken = $_; throw 'enough' } } | Should -Throw 'enough'
            $taken.InstanceId | Should -Be 'taken1'
            Get-RecordedRequest $server | Should -Be 'POST /v1/env/instances'
        }
    }
}
