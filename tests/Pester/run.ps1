<#
.SYNOPSIS
    Runs the Pester suite over the module as it is staged in out/.
.DESCRIPTION
    Ends with 0 when all passed. dotnet test runs it too, in a shell of its own. By hand:

        dotnet build build/Stage.proj; dotnet build tests/Fleet.Testing; pwsh -NoProfile tests/Pester/run.ps1
#>
[CmdletBinding()]
param(
    # Files or folders; the whole suite when nothing is given.
    [string[]] $Path = $PSScriptRoot,

    # Where the result goes, as NUnit XML.
    [string] $ResultFile = (Join-Path $PSScriptRoot '../../TestResults/Pester.xml'),

    # The Pester module: the installed one, or the path of one.
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
