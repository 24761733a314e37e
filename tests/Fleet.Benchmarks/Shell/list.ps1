# In a fresh shell: a list of many instances as the first call, then warm, then the first object alone. Prints milliseconds and MB.
Import-Module -Name $env:FLEET_BENCH_MODULE
$expected = [int] $env:FLEET_BENCH_COUNT
$process = [System.Diagnostics.Process]::GetCurrentProcess()

$before = $process.WorkingSet64
$watch = [System.Diagnostics.Stopwatch]::StartNew()
Get-FleetInstance | Out-Null
$watch.Stop()
$process.Refresh()
"fresh=$($watch.Elapsed.TotalMilliseconds)"
"memory=$(($process.PeakWorkingSet64 - $before) / 1MB)"

foreach ($round in 1..9) {
    $watch.Restart()
    Get-FleetInstance | Out-Null
    "warm=$($watch.Elapsed.TotalMilliseconds)"
}

foreach ($round in 1..9) {
    $watch.Restart()
    $null = Get-FleetInstance | Select-Object -First 1
    "firstobject=$($watch.Elapsed.TotalMilliseconds)"
}

$count = @(Get-FleetInstance).Count
if ($count -ne $expected) { throw "$count of $expected were listed." }
