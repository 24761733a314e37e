# Other shells, runspaces and processes, and waiting for them.

# The start of another shell like this one. PowerShell installed as a .NET tool has no program of its own.
function New-ShellStart([string[]] $Argument) {
    $start = [System.Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
    if ([System.IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -ne 'pwsh') {
        $start.ArgumentList.Add((Join-Path $PSHOME 'pwsh.dll'))
    }

    @('-NoProfile', '-NonInteractive') + $Argument | ForEach-Object { $start.ArgumentList.Add($_) }
    $start
}

# Runs a script in a new shell with the module imported, and returns the lines of its output.
# For the properties of a whole process: loaded assemblies, environment variables, culture.
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

# A PowerShell with the module imported and a host that records what is written past the streams and refuses every prompt.
# For tests of stopping, of hosts and of second runspaces. Dispose it with Remove-TestShell.
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

# Waits for something asynchronous to end. The timeout is for a test that fails: no slow machine reaches it.
function Wait-Ended([System.IAsyncResult] $Result, [int] $Seconds = 120) {
    if (-not $Result.AsyncWaitHandle.WaitOne([TimeSpan]::FromSeconds($Seconds))) {
        throw "It did not end within $Seconds s."
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

# Tests whether a process exists and has not ended.
function Test-Running([int] $Id) {
    # Get-Process also finds a zombie: a process that has ended and whose parent has not yet collected it.
    $process = Get-Process -Id $Id -ErrorAction Ignore
    $null -ne $process -and -not $process.HasExited
}

# Waits for a condition to become true. The timeout is for a test that fails: no slow machine reaches it.
function Wait-Until([scriptblock] $Condition, [int] $Seconds = 120) {
    $until = [datetime]::UtcNow.AddSeconds($Seconds)
    while (-not (& $Condition)) {
        if ([datetime]::UtcNow -gt $until) {
            throw "It did not happen within $Seconds s: $Condition"
        }

        [System.Threading.Thread]::Sleep(20)
    }
}

# A shell script that stands in for the dotnet that runs the local server. Reset the variable DOTNET_ROOT afterwards.
function New-Dotnet([string] $Script) {
    $folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid()))
    $file = Join-Path $folder 'dotnet'
    Set-Content -LiteralPath $file -Value "#!/bin/sh`n$Script"
    /bin/chmod +x $file
    $env:DOTNET_ROOT = $folder
}
