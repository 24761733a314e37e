<#
.SYNOPSIS
    Runs the Pester files that dotnet test names, one after another.
.DESCRIPTION
    A new shell or runspace for each file would compile Pester and the module again each time, which takes longer than most files do. What a
    file leaves in the process is reset instead: environment variables and the current folder here, connections in common.ps1. Its variables
    and functions go with the scope of run.ps1.

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
    Set-Location -LiteralPath $folder
    [Environment]::CurrentDirectory = $folder
}

function Invoke-File([string] $Path, [string] $ResultFile) {
    try {
        & $runner -Path $Path -ResultFile $ResultFile -Pester $Pester -Verbosity Detailed | Out-Host
        $LASTEXITCODE -eq 0
    }
    finally {
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
