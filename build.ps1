#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests and packages the Fleet module.
.DESCRIPTION
    Build    builds everything and lays the module in out/Fleet/<version>/: Import-Module ./out/Fleet
    Test     builds, then runs all tests
    Package  makes out/Fleet.<version>.zip for every platform, and tests it by importing it from a fresh folder
    Bench    runs the benchmarks (Release)
    Soak     runs the tests that take minutes
    Clean    removes all that a build made
.EXAMPLE
    ./build.ps1 -Task Build
.EXAMPLE
    ./build.ps1 -Task Package -Configuration Release
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Package', 'Bench', 'Soak', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3.0

$Root = $PSScriptRoot
$Output = Join-Path $Root 'out'
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
    # Native code is for one platform only, and the runtime refuses it on any other: a package goes without.
    $stage = Join-Path $Output 'package'
    Invoke-Program dotnet @('build', (Join-Path $Root 'build/Stage.proj'), '-c', $Configuration, '-nologo', '-v', 'm', "-p:FleetOutput=$stage", '-p:FleetReadyToRun=false')
    $package = Join-Path $Output "Fleet.$Version.zip"
    Compress-Archive -Path (Join-Path $stage 'Fleet') -DestinationPath $package -Force
    Remove-Item -Path $stage -Recurse
    Test-Package -Path $package
    Write-Host "Package -> $package"
}

# Imports the package as a user would, in a shell and a folder that know nothing of this repository.
function Test-Package([string] $Path) {
    $folder = Join-Path ([System.IO.Path]::GetTempPath()) "fleet-package-$([guid]::NewGuid().ToString('n'))"
    try {
        Expand-Archive -Path $Path -DestinationPath $folder
        $arguments = @('-NoProfile', '-NonInteractive', '-WorkingDirectory', $folder, '-File', (Join-Path $Root 'build/Test-Package.ps1'), $folder, $Version)
        $shell = [Environment]::ProcessPath
        if ([System.IO.Path]::GetFileNameWithoutExtension($shell) -ne 'pwsh') {
            # This shell is a .NET tool: a program for dotnet.
            $arguments = @(Join-Path $PSHOME 'pwsh.dll') + $arguments
        }

        Invoke-Program $shell $arguments
    }
    finally {
        Remove-Item -Path $folder -Recurse -Force -ErrorAction Ignore
    }
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

& "Invoke-$Task"
