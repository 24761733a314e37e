# In a fresh shell: an answer of many events as the first call, then warm, then memory, then the latency of a single event. Prints thousands per second, MB
# and milliseconds. With FLEET_BENCH_BARE: the same number of ready-made objects, which shows the limit of the shell's own pipeline.
Import-Module -Name $env:FLEET_BENCH_MODULE
$count = [int] $env:FLEET_BENCH_COUNT
$process = [System.Diagnostics.Process]::GetCurrentProcess()
$watch = [System.Diagnostics.Stopwatch]::new()

function Measure-Rate([string] $Name, [int] $Count, [scriptblock] $Work) {
    $watch.Restart()
    & $Work | Out-Null
    $watch.Stop()
    "$Name=$($Count / $watch.Elapsed.TotalMilliseconds)"
}

if ($env:FLEET_BENCH_BARE) {
    $objects = [object[]]::new(1000000)
    [Array]::Fill($objects, [object]::new())
    foreach ($round in 1..4) { Measure-Rate ($round -eq 1 ? 'freshbare' : 'bare') 1000000 { Write-Output $objects } }
    return
}

Measure-Rate freshraw 1000000 { Send-FleetSessionEvent MYSESSION1 1000000 -Raw }
Measure-Rate freshstream $count { Send-FleetSessionEvent MYSESSION1 $count -Stream }
foreach ($round in 1..5) {
    Measure-Rate raw $count { Send-FleetSessionEvent MYSESSION1 $count -Raw }
    Measure-Rate stream $count { Send-FleetSessionEvent MYSESSION1 $count -Stream }
}

[GC]::Collect()
$process.Refresh()
$before = $process.WorkingSet64
$state = @{ Seen = 0; Second = 0; Tenth = 0; Peak = 0 }
Send-FleetSessionEvent MYSESSION1 1000000 -Raw | & {
    process {
        if (++$state.Seen % 100000 -eq 0) {
            $process.Refresh()
            $now = $process.WorkingSet64
            $state.Peak = [Math]::Max($state.Peak, $now)
            if ($state.Seen -eq 200000) { $state.Second = $now }
            if ($state.Seen -eq 1000000) { $state.Tenth = $now }
        }
    }
}
if ($state.Seen -ne 1000000) { throw "$($state.Seen) of 1000000 events came." }
"memory=$(($state.Peak - $before) / 1MB)"
"growth=$([Math]::Max(0, $state.Tenth - $state.Second) / 1MB)"

foreach ($round in 1..30) {
    $sent = Send-FleetSessionEvent MYSESSION1 0 -Raw | ForEach-Object { [datetime]::UtcNow.Ticks - [long]$_.Data } | Select-Object -First 1
    if ($round -gt 5) { "token=$($sent / 10000)" }
}
