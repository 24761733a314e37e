#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests and packages the Fleet module.
.DESCRIPTION
    Build    builds everything and lays the module in out/Fleet/<version>/: Import-Module ./out/Fleet
    Test     builds, then runs all tests
    Package  makes the module's package and the client's in out/packages, and checks both by installing them elsewhere
    Publish  sends the packages that Package made; with -WhatIf it says what it would send, and where
    Bench    runs the benchmarks (Release)
    Soak     runs the tests that take minutes
    Clean    removes all that a build made
.EXAMPLE
    ./build.ps1 -Task Build
.EXAMPLE
    ./build.ps1 -Task Package
.EXAMPLE
    ./build.ps1 -Task Publish -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [ValidateSet('Build', 'Test', 'Package', 'Publish', 'Bench', 'Soak', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # Publish: the registered PowerShell repository for the module. Its key comes from the variable PSGALLERY_API_KEY.
    [string] $ModuleRepository = 'PSGallery',

    # Publish: the NuGet source for the client, by name, address or folder. Its key comes from the variable NUGET_API_KEY.
    [string] $ClientSource = 'nuget.org'
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3.0

$Root = $PSScriptRoot
$Output = Join-Path $Root 'out'
$Packages = Join-Path $Output 'packages'
$Caller = $PSCmdlet
$Version = (Import-PowerShellDataFile -Path (Join-Path $Root 'Fleet.psd1')).ModuleVersion

# Runs a program and stops when it fails.
function Invoke-Program {
    param(
        [Parameter(Mandatory)] [string] $Name,
        [Parameter(Mandatory)] [string[]] $Arguments
    )

    Write-Host "> $Name $Arguments" -ForegroundColor DarkGray
    & $Name @Arguments
    if ($LASTEXITCODE -ne 0) {
        throw "'$Name $Arguments' failed with exit code $LASTEXITCODE."
    }
}

function Invoke-Build {
    Invoke-Program dotnet @('build', (Join-Path $Root 'Fleet.slnx'), '-c', $Configuration, '-nologo', '-v', 'q')
    Invoke-Program dotnet @('build', (Join-Path $Root 'build/Stage.proj'), '-c', $Configuration, '-nologo', '-v', 'm')
}

function Invoke-Test {
    Invoke-Program dotnet @('test', (Join-Path $Root 'Fleet.slnx'), '-c', $Configuration, '-nologo')
}

function Invoke-Package {
    Remove-Item -LiteralPath $Packages -Recurse -Force -ErrorAction Ignore
    $null = New-Item -ItemType Directory -Path $Packages
    New-ModulePackage
    Invoke-Program dotnet @('pack', (Join-Path $Root 'src/Fleet.Client'), '-c', $Configuration, '-o', $Packages, '-nologo', '-v', 'm')
    Test-PackageContent
    Test-Package
    Get-ChildItem -LiteralPath $Packages | ForEach-Object { Write-Host "Package -> $_" }
}

function New-ModulePackage {
    # Native code is for one platform only, and the runtime refuses it on any other: the package goes without.
    $stage = Join-Path $Output 'package'
    Invoke-Program dotnet @(
        'build', (Join-Path $Root 'build/Stage.proj'), '-c', $Configuration, '-nologo', '-v', 'm', "-p:FleetOutput=$stage", '-p:FleetReadyToRun=false')
    Compress-PSResource -Path (Join-Path $stage "Fleet/$Version/Fleet.psd1") -DestinationPath $Packages
    Remove-Item -LiteralPath $stage -Recurse
}

# What no use of the client would miss at once: the documentation and the symbols of both its assemblies.
function Test-PackageContent {
    $names = foreach ($package in Get-ChildItem -Path (Join-Path $Packages 'Fleet.Client.*nupkg')) {
        $zip = [System.IO.Compression.ZipFile]::OpenRead($package)
        $zip.Entries.FullName
        $zip.Dispose()
    }
    $missing = @(
        'README.md'
        foreach ($assembly in 'Fleet.Client', 'Fleet.Models') {
            'dll', 'xml', 'pdb' | ForEach-Object { "lib/net10.0/$assembly.$_" }
        }
    ) | Where-Object { $_ -notin $names }
    if ($missing) {
        throw "The client's package lacks $($missing -join ', ')."
    }
}

# Installs both packages as a user would, with a shell and folders that share nothing with this repository.
function Test-Package {
    $folder = Join-Path ([System.IO.Path]::GetTempPath()) "fleet-package-$([guid]::NewGuid().ToString('n'))"
    $null = New-Item -ItemType Directory -Path $folder
    # Windows knows the user's folders without these; there the module is saved below $folder and not installed.
    $homes = @{ HOME = $env:HOME; XDG_DATA_HOME = $env:XDG_DATA_HOME }
    try {
        $program = New-ClientProgram -Folder (Join-Path $folder 'client')
        $shell = [Environment]::ProcessPath
        $arguments = @(
            '-NoProfile', '-NonInteractive', '-WorkingDirectory', $folder, '-File', (Join-Path $Root 'build/Test-Package.ps1')
            '-Packages', $Packages, '-Folder', $folder, '-Version', $Version, '-Manifest', (Join-Path $Root 'Fleet.psd1'), '-ClientProgram', $program)
        if ([System.IO.Path]::GetFileNameWithoutExtension($shell) -ne 'pwsh') {
            # This shell is a .NET tool: a program for dotnet.
            $arguments = @(Join-Path $PSHOME 'pwsh.dll') + $arguments
        }

        $env:HOME = $folder
        $env:XDG_DATA_HOME = $null
        Invoke-Program $shell $arguments
    }
    finally {
        $homes.GetEnumerator() | ForEach-Object { Set-Item -Path "Env:$($_.Key)" -Value $_.Value }
        Remove-Item -LiteralPath $folder -Recurse -Force -ErrorAction Ignore
    }
}

# A console program that references the client's package and nothing else, with the example of the package's README as its code.
function New-ClientProgram([string] $Folder) {
    Invoke-Program dotnet @('new', 'console', '-o', $Folder, '-n', 'FreshConsole', '-f', 'net10.0', '--no-restore') | Out-Host
    # In addition to the sources that this machine has.
    @"
<configuration>
  <packageSources>
    <add key="fleet-packages" value="$Packages" />
  </packageSources>
</configuration>
"@ | Set-Content -LiteralPath (Join-Path $Folder 'nuget.config')
    $readme = Get-Content -Raw -LiteralPath (Join-Path $Root 'src/Fleet.Client/README.md')
    $code = [regex]::Match($readme, '(?s)```csharp\n(.*?)```').Groups[1].Value.Replace('"http://127.0.0.1:8080"', 'args[0]')
    Set-Content -LiteralPath (Join-Path $Folder 'Program.cs') -Value $code

    # The cache of packages would keep the one of an earlier build, which has the same version.
    $cache = $env:NUGET_PACKAGES
    try {
        $env:NUGET_PACKAGES = Join-Path $Folder 'packages'
        Invoke-Program dotnet @('add', $Folder, 'package', 'Fleet.Client', '--version', $Version) | Out-Null
        Invoke-Program dotnet @('build', $Folder, '-o', (Join-Path $Folder 'program'), '-warnaserror', '-nologo', '-v', 'q') | Out-Host
    }
    finally {
        $env:NUGET_PACKAGES = $cache
    }

    Join-Path $Folder 'program/FreshConsole.dll'
}

function Invoke-Publish {
    $module = Join-Path $Packages "Fleet.$Version.nupkg"
    $client = Join-Path $Packages "Fleet.Client.$Version.nupkg"
    foreach ($package in $module, $client) {
        if (-not (Test-Path -LiteralPath $package)) {
            throw "$package is missing: make and check the packages with -Task Package first."
        }
    }

    # Both keys are looked up before anything is sent: half a release is worse than none.
    $sendModule = $Caller.ShouldProcess($module, "Publish to the PowerShell repository $ModuleRepository")
    $sendClient = $Caller.ShouldProcess($client, "Push to the NuGet source $ClientSource, with its symbols")
    $moduleKey = if ($sendModule) { Get-PublishKey PSGALLERY_API_KEY -IsFolder:((Get-PSResourceRepository -Name $ModuleRepository).Uri.IsFile) }
    $clientKey = if ($sendClient) { Get-PublishKey NUGET_API_KEY -IsFolder:(Test-Path -LiteralPath $ClientSource -PathType Container) }

    if ($sendModule) {
        $key = if ($moduleKey) { @{ ApiKey = $moduleKey } } else { @{} }
        Publish-PSResource -NupkgPath $module -Repository $ModuleRepository @key
    }

    if ($sendClient) {
        $key = if ($clientKey) { @('--api-key', $clientKey) } else { @() }
        # Not by Invoke-Program, which shows the arguments.
        dotnet nuget push $client --source $ClientSource @key
        if ($LASTEXITCODE -ne 0) {
            throw "dotnet nuget push failed with exit code $LASTEXITCODE."
        }
    }
}

function Get-PublishKey([string] $Name, [switch] $IsFolder) {
    $key = [Environment]::GetEnvironmentVariable($Name)
    if (-not $key -and -not $IsFolder) {
        throw "Set the environment variable $Name to the key of the registry."
    }

    $key
}

function Invoke-Bench {
    $project = Join-Path $Root 'tests/Fleet.Benchmarks'
    if (-not (Test-Path -Path $project)) {
        throw 'There are no benchmarks: tests/Fleet.Benchmarks is missing.'
    }

    Invoke-Program dotnet @('build', (Join-Path $Root 'build/Stage.proj'), '-c', 'Release', '-nologo', '-v', 'm')
    Invoke-Program dotnet @('run', '--project', $project, '-c', 'Release')
}

function Invoke-Soak {
    $env:FLEET_SOAK = '1'
    try {
        Invoke-Program dotnet @('test', (Join-Path $Root 'Fleet.slnx'), '-c', $Configuration, '-nologo', '--filter', 'Category=Soak')
    }
    finally {
        $env:FLEET_SOAK = $null
    }
}

function Invoke-Clean {
    $made = Get-ChildItem -Path $Root -Directory -Recurse -Include bin, obj | Where-Object { Get-ChildItem -Path $_.Parent -Filter '*.*proj' }
    @($made.FullName) + @('out', 'TestResults', 'BenchmarkDotNet.Artifacts' | ForEach-Object { Join-Path $Root $_ }) |
        Where-Object { $_ -and (Test-Path -LiteralPath $_) } |
        Remove-Item -Recurse -Force
}

if (-not (Get-Command -Name dotnet -CommandType Application -ErrorAction Ignore)) {
    throw 'The .NET SDK is missing: https://dotnet.microsoft.com/download'
}

if ($WhatIfPreference -and $Task -ne 'Publish') {
    throw '-WhatIf is for -Task Publish.'
}

& "Invoke-$Task"
