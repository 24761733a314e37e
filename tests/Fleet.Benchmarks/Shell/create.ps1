# In a fresh shell: many creates with one cmdlet, fresh and warm, then the same with ForEach-Object -Parallel. Prints milliseconds.
Import-Module -Name $env:FLEET_BENCH_MODULE
$expected = [int] $env:FLEET_BENCH_COUNT
$watch = [System.Diagnostics.Stopwatch]::new()

function Measure-Run([string] $Name, [string] $RunId, [scriptblock] $Work) {
    $watch.Restart()
    & $Work $RunId
    $watch.Stop()
    $made = @(Get-FleetInstance -RunId $RunId).Count
    if ($made -ne $expected) { throw "$made of $expected were made by $Name." }
    Remove-FleetInstance -RunId $RunId
    "$Name=$($watch.Elapsed.TotalMilliseconds)"
}

$cmdlet = { param($RunId) New-FleetEnvironment -EnvKey helpdesk -RunId $RunId -Count $expected -ThrottleLimit 64 | Out-Null }
Measure-Run fresh "bench-fresh-$PID" $cmdlet
foreach ($round in 1..5) {
    Measure-Run warm "bench-warm-$PID-$round" $cmdlet
}

$connection = Connect-Fleet -Uri $env:FLEET_BASE_URL -ApiKey (ConvertTo-SecureString -String $env:FLEET_API_KEY -AsPlainText -Force) -PassThru
Measure-Run parallel "bench-parallel-$PID" {
    param($RunId)
    1..$expected | ForEach-Object -ThrottleLimit 64 -Parallel {
        Import-Module -Name $env:FLEET_BENCH_MODULE
        New-FleetEnvironment -EnvKey helpdesk -RunId $using:RunId -Connection $using:connection
    } | Out-Null
}
