# Dot-sourced by each test file, in BeforeAll and, where the cases are made from the module, in BeforeDiscovery.
# Imports the module as it is staged in out/ (dotnet build build/Stage.proj) and defines the helpers of Support.

$ErrorActionPreference = 'Stop'

# An assertion on a property that does not exist compares nothing: it has to fail instead.
Set-StrictMode -Version Latest

$RepositoryRoot = Split-Path -Parent (Split-Path -Parent $PSScriptRoot)
$ModulePath = $env:FLEET_TEST_MODULE ? $env:FLEET_TEST_MODULE : (Join-Path $RepositoryRoot 'out/Fleet')

# No test may reach a real service: the only connections are those that a test makes itself.
Get-ChildItem Env: | Where-Object Name -Match '^(FLEET|FLIGHTDECK)_' | Where-Object Name -NotMatch '^FLEET_TEST_' | Remove-Item

if (-not ('Fleet.Testing.RecordingServer' -as [type])) {
    $assembly = $env:FLEET_TEST_ASSEMBLY
    if (-not $assembly) {
        $assembly = Get-ChildItem -Path (Join-Path $RepositoryRoot 'tests/Fleet.Testing/bin/*/net10.0/Fleet.Testing.dll') -ErrorAction Ignore |
            Sort-Object LastWriteTime | Select-Object -Last 1 | ForEach-Object FullName
    }

    if (-not $assembly) {
        throw 'The test helpers are not built: run "dotnet build tests/Fleet.Testing" first.'
    }

    [void][System.Reflection.Assembly]::LoadFrom($assembly)
}

if (-not (Get-Module -Name Fleet)) {
    Import-Module -Name $ModulePath
}

# Connections are a list of the process: one that another file left open would show up in this one.
Get-FleetConnection -All | Disconnect-Fleet

foreach ($support in Get-ChildItem -Path (Join-Path $PSScriptRoot 'Support/*.ps1')) {
    . $support.FullName
}
