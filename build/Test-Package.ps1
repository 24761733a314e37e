<#
.SYNOPSIS
    Tests the packages from a shell that shares nothing with the repository: the module installs from the folder, imports, has its help, and
    its server answers; a program that was built with the client's package works against that server.
#>
[CmdletBinding()]
param(
    # The folder of the packages.
    [Parameter(Mandatory)] [string] $Packages,

    # An empty place to install into. Where the system looks below HOME, it is this shell's home too.
    [Parameter(Mandatory)] [string] $Folder,

    # The version of everything.
    [Parameter(Mandatory)] [string] $Version,

    # The manifest that the package must carry unchanged.
    [Parameter(Mandatory)] [string] $Manifest,

    # A program that takes the server's address as its argument and the key from FLEET_API_KEY.
    [Parameter(Mandatory)] [string] $ClientProgram
)

$ErrorActionPreference = 'Stop'

$repository = "fleet-$([guid]::NewGuid().ToString('n'))"
Register-PSResourceRepository -Name $repository -Uri $Packages
try {
    if ($IsWindows) {
        $modules = (New-Item -ItemType Directory -Path (Join-Path $Folder 'modules')).FullName
        Save-PSResource -Name Fleet -Repository $repository -Path $modules -TrustRepository
        $env:PSModulePath = $modules + [System.IO.Path]::PathSeparator + $env:PSModulePath
    }
    else {
        Install-PSResource -Name Fleet -Repository $repository -TrustRepository
    }
}
finally {
    Unregister-PSResourceRepository -Name $repository
}

Import-Module -Name Fleet
$module = Get-Module -Name Fleet
if (-not $module.ModuleBase.StartsWith($Folder)) {
    throw "The module was imported from $($module.ModuleBase)."
}

$installed = Join-Path $module.ModuleBase 'Fleet.psd1'
if ((Get-FileHash -LiteralPath $installed).Hash -ne (Get-FileHash -LiteralPath $Manifest).Hash) {
    throw 'The package has another manifest than the repository.'
}

$assemblies = Get-ChildItem -Path $module.ModuleBase -Recurse -Filter 'Fleet.*.dll'
$versions = @(
    "$((Test-ModuleManifest -Path $installed).Version)"
    Split-Path -Leaf $module.ModuleBase
    $assemblies | ForEach-Object { [System.Reflection.AssemblyName]::GetAssemblyName($_.FullName).Version.ToString(3) }
) | Sort-Object -Unique
if ($versions -ne $Version) {
    throw "The package has the versions $($versions -join ', '), not $Version."
}

$platforms = 'linux-arm64', 'linux-musl-arm64', 'linux-musl-x64', 'linux-x64', 'osx-arm64', 'osx-x64', 'win-arm64', 'win-x64'
$missing = $platforms | Where-Object { -not (Get-ChildItem -Path (Join-Path $module.ModuleBase "server/runtimes/$_/native") -ErrorAction Ignore) }
if ($missing) {
    throw "The package's server has no SQLite for $($missing -join ', ')."
}

if ((Get-Help -Name Get-FleetTask).Synopsis -notlike '*task*') {
    throw 'The package has no help for Get-FleetTask.'
}

if ((Get-Help -Name about_Fleet) -notlike '*Fleet*') {
    throw 'The package has no help topic about_Fleet.'
}

$key = "sk_$([guid]::NewGuid().ToString('n'))"
$secrets = Join-Path $Folder 'secrets'
Set-Content -LiteralPath $secrets -Value "FLEET_SERVER_API_KEY=$key"
$server = Start-FleetServer -SecretsPath $secrets
try {
    $scores = @(Get-FleetTask -Key helpdesk_solve_ticket | New-FleetEnvironment -RunId package -HeartbeatInterval 30 | Test-FleetTask)
    Get-FleetInstance -RunId package | Remove-FleetInstance
    if ($scores.Count -ne 1 -or -not $scores[0].Success) {
        throw "The pipeline of one task made $($scores.Count) scores: $($scores.Error)"
    }

    # The sample environments: all tasks of the one pipeline a new user tries.
    $tasks = @(Get-FleetTask -ProjectKey helpdesk).Count
    $env:FLEET_API_KEY = $key
    $lines = @(dotnet $ClientProgram $server.Uri)
    if ($LASTEXITCODE -ne 0 -or $lines.Count -ne $tasks) {
        throw "The program built with Fleet.Client ended with $LASTEXITCODE and $($lines.Count) lines for $tasks tasks:`n$($lines -join "`n")"
    }
}
finally {
    Stop-FleetServer
}

"The packages work: $($module.ExportedCmdlets.Count) cmdlets, $tasks tasks on the module's server, $($lines.Count) scored by Fleet.Client."
