# Dot-sourced by each test file: BeforeAll { . "$PSScriptRoot/../common.ps1" }
# Imports the module as it is staged in out/ (dotnet build build/Stage.proj) and gives the helpers below.

$ErrorActionPreference = 'Stop'
$RepositoryRoot = Split-Path -Parent (Split-Path -Parent $PSScriptRoot)
$ModulePath = $env:FLEET_TEST_MODULE ? $env:FLEET_TEST_MODULE : (Join-Path $RepositoryRoot 'out/Fleet')

# No test may meet a real service: only what a test connects to by itself is there.
Get-ChildItem Env: | Where-Object Name -Match '^(FLEET|FLIGHTDECK)_' | Where-Object Name -NotMatch '^FLEET_TEST_' | Remove-Item

if (-not ('Fleet.Testing.RecordingServer' -as [type])) {
    $assembly = $env:FLEET_TEST_ASSEMBLY
    if (-not $assembly) {
        $assembly = Get-ChildItem -Path (Join-Path $RepositoryRoot 'tests/Fleet.Testing/bin/*/net10.0/Fleet.Testing.dll') -ErrorAction Ignore |
            Sort-Object LastWriteTime | Select-Object -Last 1 -ExpandProperty FullName
    }

    if (-not $assembly) {
        throw 'The test helpers are not built: run "dotnet build tests/Fleet.Testing" first.'
    }

    [void][System.Reflection.Assembly]::LoadFrom($assembly)
}

if (-not (Get-Module -Name Fleet)) {
    Import-Module -Name $ModulePath
}

# A server that records the exact requests and gives scripted answers, as the runspace's default connection.
# Stop with Stop-RecordingServer (AfterAll or AfterEach).
function Start-RecordingServer {
    $server = [Fleet.Testing.RecordingServer]::new()
    Connect-Fleet -Uri $server.Uri -ApiKey (ConvertTo-SecureString -String 'sk_test' -AsPlainText -Force)
    $server
}

function Stop-RecordingServer([Fleet.Testing.RecordingServer] $Server) {
    Disconnect-Fleet
    $Server.Dispose()
}

# The requests as "METHOD /path?query", without those before the last Clear().
function Get-RecordedRequest([Fleet.Testing.RecordingServer] $Server) {
    $Server.Requests | ForEach-Object ToString
}

# The answer that the service gives for an instance. What is given wins over what stands here.
function ConvertTo-InstanceJson {
    param(
        [Parameter(Mandatory)] [string] $InstanceId,
        [hashtable] $With = @{}
    )

    $instance = [ordered]@{
        instance_id        = $InstanceId
        env_key            = 'helpdesk'
        version            = 'v1.0.0'
        status             = 'running'
        subdomain          = $InstanceId
        created_at         = '2026-01-02T03:04:05.000000'
        updated_at         = '2026-01-02T03:04:06.000000'
        terminated_at      = $null
        team_id            = 'team-1'
        region             = 'us-west-1'
        env_variables      = $null
        data_key           = $null
        data_version       = $null
        urls               = $null
        health             = $true
        run_id             = $null
        profile_id         = 'profile-1'
        heartbeat_interval = $null
        heartbeat_region   = $null
    }
    foreach ($name in $With.Keys) {
        $instance[$name] = $With[$name]
    }

    ConvertTo-Json -InputObject $instance -Depth 10 -Compress
}

# The addresses of an instance whose manager is the recording server itself.
function Get-InstanceUrl([Fleet.Testing.RecordingServer] $Server, [string] $InstanceId) {
    $root = "$($Server.Uri)i/$InstanceId/"
    @{ root = $root; app = @($root); api = "${root}raw"; manager = @{ api = "${root}api/v1/env" } }
}

# The answer that the service gives for a task. What is given wins over what stands here.
function ConvertTo-TaskJson {
    param(
        [Parameter(Mandatory)] [string] $Key,
        [hashtable] $With = @{}
    )

    $task = [ordered]@{
        key            = $Key
        prompt         = "Do what $Key says."
        team_id        = 'team-1'
        environment_id = 'helpdesk'
        created_at     = '2026-01-02T03:04:05+00:00'
        verifier_id    = '9d0f0c3e-0000-4000-8000-000000000001'
        verifier_func  = "def validate_task(env, final_answer=None):`n    return 1.0`n"
        version        = 'v1.0.0'
        data_id        = 'base'
        data_version   = 'v1'
        env_variables  = $null
        metadata       = @{ avg_steps = 12 }
    }
    foreach ($name in $With.Keys) {
        $task[$name] = $With[$name]
    }

    ConvertTo-Json -InputObject $task -Depth 10 -Compress
}

# The answer that the releases service gives for a run event. What is given wins over what stands here.
function ConvertTo-RunEventJson {
    param(
        [Parameter(Mandatory)] [string] $RunId,
        [string] $Timestamp = '2026-05-01T12:00:00Z'
    )

    $runEvent = [ordered]@{
        api_version = 'v1'; type = 'run_end'; timestamp = $Timestamp; workspace_id = 'ws_local'; agent_id = 'a1'; release_id = 'rel_1'; run_id = $RunId
        tenant_id = 't1'; task_id = 'k1'; environment = 'prod'; request = $null; metrics = @{ latency_ms = 820; success = $true; error_type = $null }
        usage = @{ model = @{ provider = 'acme'; model = 'nova'; input_tokens = 1; output_tokens = 2; cached_input_tokens = 0 }; tools = @() }; labels = @{}
    }
    ConvertTo-Json -InputObject $runEvent -Depth 10 -Compress
}

# The answer that the releases service gives for a page of run events.
function ConvertTo-RunEventPageJson([string[]] $RunEvent, [int] $Offset = 0, [int] $Total = $RunEvent.Count) {
    '{"release_id":"rel_1","since":"2026-04-24T13:00:00+00:00","until":"2026-05-01T13:00:00+00:00","filters":{"environment":"prod"},' +
    "`"offset`":$Offset,`"limit`":500,`"matched_total`":$Total,`"returned`":$($RunEvent.Count)," +
    "`"truncated`":$(($Offset + $RunEvent.Count -lt $Total).ToString().ToLowerInvariant()),`"events`":[$($RunEvent -join ',')]}"
}

# The answers that the releases service gives for a promotion, a comparison and a request.
$OutcomeJson = '{"action_id":"act_1","action":"promote","release_id":"rel_1","agent_id":"a1","environment":"prod","baseline_release_id":"rel_0","promoted_pointer_changed":true,"policy":{"passed":true,"reasons":[],"evaluated_at":"2026-05-01T12:00:00Z"}}'
$BlockedJson = '{"detail":{"message":"Promotion blocked by policy.","outcome":{"action_id":"act_2","action":"promote","release_id":"rel_1","agent_id":"a1","environment":"prod","baseline_release_id":"rel_0","promoted_pointer_changed":false,"policy":{"passed":false,"reasons":["candidate error_rate 0.4000 exceeds max 0.2500","candidate latency_ms_avg 2500.00 exceeds max 2000"],"evaluated_at":"2026-05-01T12:00:00Z"}}}}'
$PromotionRequestJson = '{"request_id":"prq_1","status":"pending","release_id":"rel_1","agent_id":"a1","environment":"prod","window":"7d","reason":"why","actor":"me","baseline_release_id":null,"policy":{"passed":true,"reasons":[],"evaluated_at":"2026-05-01T12:00:00Z"},"created_at":"2026-05-01T12:00:00+00:00","resolved_at":null,"completed_action_id":null}'

# How to start another shell like this one, which as a .NET tool is no program of its own.
function New-ShellStart([string[]] $Argument) {
    $start = [System.Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
    if ([System.IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -ne 'pwsh') {
        $start.ArgumentList.Add((Join-Path $PSHOME 'pwsh.dll'))
    }

    @('-NoProfile', '-NonInteractive') + $Argument | ForEach-Object { $start.ArgumentList.Add($_) }
    $start
}

# Runs a script in a shell of its own with the module imported, and returns what it wrote to its output as text, a line each.
# For what the process as a whole has: loaded assemblies, environment variables, culture.
function Invoke-FreshShell {
    param(
        [Parameter(Mandatory)] [string] $Script,
        [hashtable] $Environment = @{},
        [switch] $NoImport
    )

    $text = "`$ErrorActionPreference = 'Stop'; " + ($NoImport ? '' : "Import-Module -Name '$ModulePath'; ") + $Script
    $start = New-ShellStart '-OutputFormat', 'Text', '-EncodedCommand', ([Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($text)))
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.Environment['NO_COLOR'] = '1'
    foreach ($name in $Environment.Keys) {
        $start.Environment[$name] = $Environment[$name]
    }

    $process = [System.Diagnostics.Process]::Start($start)
    try {
        $process.StandardInput.Close()
        $errors = $process.StandardError.ReadToEndAsync()
        $output = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        if ($process.ExitCode -ne 0) {
            throw "The shell ended with $($process.ExitCode): $($errors.Result)$output"
        }

        $output.TrimEnd() -split '\r?\n'
    }
    finally {
        $process.Dispose()
    }
}

# A PowerShell with a host that records what is written past the streams and refuses every prompt, the module imported.
# For stop, hosts and second runspaces: add a script, BeginInvoke, Stop. Dispose with Remove-TestShell.
function New-TestShell {
    $recorder = [Fleet.Testing.RecordingHost]::new()
    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
    $state.ImportPSModule($ModulePath)
    $runspace = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace($recorder, $state)
    $runspace.Open()
    $shell = [powershell]::Create()
    $shell.Runspace = $runspace
    $shell | Add-Member -NotePropertyName Recorder -NotePropertyValue $recorder -PassThru
}

function Remove-TestShell([powershell] $Shell) {
    $Shell.Dispose()
    $Shell.Runspace.Dispose()
}

# Waits for something asynchronous to end; throws when it does not.
function Wait-Ended([System.IAsyncResult] $Result, [int] $Seconds = 30) {
    if (-not $Result.AsyncWaitHandle.WaitOne([TimeSpan]::FromSeconds($Seconds))) {
        throw "Not ended after $Seconds s."
    }
}

# Runs a script in a new runspace of this process, which has no default connection, and returns its output.
function Invoke-InNewRunspace {
    param(
        [Parameter(Mandatory)] [scriptblock] $Script,
        [object[]] $ArgumentList = @()
    )

    $shell = New-TestShell
    try {
        $arguments = [System.Collections.Generic.List[object]]::new($ArgumentList)
        $shell.AddScript("`$ErrorActionPreference = 'Stop'").Invoke() | Out-Null
        $shell.Commands.Clear()
        $shell.AddScript($Script.ToString()).AddParameters($arguments).Invoke()
    }
    finally {
        Remove-TestShell $shell
    }
}

# Whether a process is there and has not ended.
function Test-Running([int] $Id) {
    # A process that has ended but whose parent has not asked yet is a zombie, which Get-Process still finds.
    $process = Get-Process -Id $Id -ErrorAction Ignore
    $null -ne $process -and -not $process.HasExited
}

# Waits for something to become true; throws when it does not.
function Wait-Until([scriptblock] $Condition, [int] $Seconds = 20) {
    $until = [datetime]::UtcNow.AddSeconds($Seconds)
    while (-not (& $Condition)) {
        if ([datetime]::UtcNow -gt $until) {
            throw "It did not happen within $Seconds s: $Condition"
        }

        [System.Threading.Thread]::Sleep(20)
    }
}

# Stands in for the dotnet that runs the local server's program: a shell script. Reset the variable DOTNET_ROOT afterwards.
function New-Dotnet([string] $Script) {
    $folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid()))
    $file = Join-Path $folder 'dotnet'
    Set-Content -LiteralPath $file -Value "#!/bin/sh`n$Script"
    /bin/chmod +x $file
    $env:DOTNET_ROOT = $folder
}
