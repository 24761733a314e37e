<#
.SYNOPSIS
    Runs the Pester files that dotnet test names, one after another, each in a runspace of its own.
.DESCRIPTION
    A new shell for each file takes seconds, most of them to compile the same code again. A new runspace has no module, variable or connection
    of the file before; the environment variables and the current folder of the process are reset.

    Requests and replies, a line of JSON each, come and go through a named pipe: a program that a test starts inherits the standard streams,
    and could take or garble them. The worker ends when the pipe is closed.
#>
[CmdletBinding()]
param(
    # The name of the pipe.
    [Parameter(Mandatory)] [string] $Pipe,

    # The path of Pester's manifest.
    [Parameter(Mandatory)] [string] $Pester
)

$ErrorActionPreference = 'Stop'
$runner = Join-Path $PSScriptRoot 'run.ps1'
$folder = (Get-Location).Path
$variables = [Environment]::GetEnvironmentVariables()

function Reset-Process {
    foreach ($name in @([Environment]::GetEnvironmentVariables().Keys)) {
        if (-not $variables.Contains($name)) { [Environment]::SetEnvironmentVariable($name, $null) }
    }

    foreach ($name in $variables.Keys) { [Environment]::SetEnvironmentVariable($name, $variables[$name]) }
    [Environment]::CurrentDirectory = $folder
}

function Invoke-File([string] $Path, [string] $ResultFile) {
    $runspace = [runspacefactory]::CreateRunspace($Host, [initialsessionstate]::CreateDefault2())
    $shell = [powershell]::Create()
    try {
        $runspace.Open()
        $runspace.SessionStateProxy.Path.SetLocation($folder) | Out-Null
        $shell.Runspace = $runspace
        [void]$shell.AddCommand($runner).AddParameters(@{ Path = $Path; ResultFile = $ResultFile; Pester = $Pester; Verbosity = 'Detailed' })
        $shell.Invoke() | Out-Host
        $runspace.SessionStateProxy.GetVariable('LASTEXITCODE') -eq 0
    }
    finally {
        $shell.Dispose()
        $runspace.Dispose()
        Reset-Process
    }
}

$stream = [System.IO.Pipes.NamedPipeClientStream]::new('.', $Pipe, 'InOut', 'Asynchronous, CurrentUserOnly')
try {
    $stream.Connect()
    $reader = [System.IO.StreamReader]::new($stream)
    $writer = [System.IO.StreamWriter]::new($stream)
    while ($null -ne ($line = $reader.ReadLine())) {
        $request = ConvertFrom-Json -InputObject $line
        $passed = $false
        try {
            $passed = Invoke-File -Path $request.Path -ResultFile $request.ResultFile
        }
        catch {
            [Console]::Error.WriteLine("The file could not be run: $_`n$($_.ScriptStackTrace)")
        }

        # The reply may overtake what the file wrote: whoever reads both waits for this line.
        [Console]::Out.WriteLine("`n$($request.End)")
        [Console]::Out.Flush()
        $writer.WriteLine((ConvertTo-Json -InputObject @{ Passed = $passed } -Compress))
        $writer.Flush()
    }
}
finally {
    $stream.Dispose()
}
