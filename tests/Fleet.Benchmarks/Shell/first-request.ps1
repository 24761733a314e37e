# In a fresh shell: the first request after the import. Prints milliseconds.
Import-Module -Name $env:FLEET_BENCH_MODULE
$watch = [System.Diagnostics.Stopwatch]::StartNew()
$account = Get-FleetAccount
$watch.Stop()
if (-not $account.TeamId) { throw 'No account came.' }
"first=$($watch.Elapsed.TotalMilliseconds)"
