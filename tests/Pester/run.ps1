<#
.SYNOPSIS
    Runs Pester files over the module as it is staged in out/.
.DESCRIPTION
    The exit code is 0 when everything passed. By hand:

        dotnet build build/Stage.proj; dotnet build tests/Fleet.Testing
        pwsh -NoProfile tests/Pester/run.ps1 tests/Pester/Cmdlets/Environments/Get-FleetTask.Tests.ps1

    dotnet test runs each file as a case of its own, through worker.ps1:

        dotnet test tests/Fleet.Commands.Tests --filter DisplayName~Get-FleetTask.Tests
#>
[CmdletBinding(PositionalBinding = $false)]
param(
    # Files or folders. The default is the whole suite.
    [Parameter(Position = 0, ValueFromRemainingArguments)] [string[]] $Path = $PSScriptRoot,

    # The file for the result, as NUnit XML.
    [string] $ResultFile = (Join-Path $PSScriptRoot '../../TestResults/Pester.xml'),

    # The Pester module: its name, or the path of its manifest.
    [string] $Pester = 'Pester',

    [ValidateSet('None', 'Normal', 'Detailed', 'Diagnostic')]
    [string] $Verbosity = 'Normal'
)

$ErrorActionPreference = 'Stop'
Import-Module -Name $Pester -MinimumVersion 6.2 -MaximumVersion 6.99

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = $Verbosity
$configuration.Output.RenderMode = 'Plaintext'
$configuration.TestResult.Enabled = $true
$configuration.TestResult.OutputFormat = 'NUnitXml'
$configuration.TestResult.OutputPath = $ResultFile

$null = New-Item -ItemType Directory -Force -Path (Split-Path -Parent $ResultFile)
$result = Invoke-Pester -Configuration $configuration

# A file that could not be read or a block that broke counts as much as a case that failed.
exit [int]($result.Result -ne 'Passed')
