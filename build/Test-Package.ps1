<#
.SYNOPSIS
    Tests an unpacked package in a shell that knows nothing of the repository: it imports, agrees with itself, and its server answers.
#>
[CmdletBinding()]
param(
    # The folder that holds the module's folder.
    [Parameter(Mandatory)] [string] $Folder,

    # The version that everything in it must have.
    [Parameter(Mandatory)] [string] $Version
)

$ErrorActionPreference = 'Stop'

$env:PSModulePath = $Folder + [System.IO.Path]::PathSeparator + $env:PSModulePath
Import-Module -Name Fleet
$module = Get-Module -Name Fleet
if (-not $module.ModuleBase.StartsWith($Folder)) {
    throw "The module was imported from $($module.ModuleBase)."
}

$manifest = Test-ModuleManifest -Path (Join-Path $module.ModuleBase 'Fleet.psd1')
$assemblies = Get-ChildItem -Path $module.ModuleBase -Recurse -Filter 'Fleet.*.dll'
$versions = @(
    "$($manifest.Version)"
    Split-Path -Leaf $module.ModuleBase
    $assemblies | ForEach-Object { [System.Reflection.AssemblyName]::GetAssemblyName($_.FullName).Version.ToString(3) }
) | Sort-Object -Unique
if ($versions -ne $Version) {
    throw "The package has the versions $($versions -join ', '), not $Version."
}

if ((Get-Help -Name Get-FleetTask).Synopsis -notlike '*task*') {
    throw 'The package has no help.'
}

$server = Start-FleetServer
try {
    if (-not (Test-FleetConnection -Quiet)) {
        throw "The package's server does not answer."
    }

    $tasks = @(Get-FleetTask).Count
    if ($tasks -eq 0) {
        throw "The package's server has no tasks."
    }
}
finally {
    Stop-FleetServer
}

"The package works: $($module.ExportedCmdlets.Count) cmdlets, $tasks tasks on its server."
