# In a fresh shell: run events from the pipeline and from a file, each durable before it is counted. Prints events per second.
Import-Module -Name $env:FLEET_BENCH_MODULE
$count = [int] $env:FLEET_BENCH_COUNT
$watch = [System.Diagnostics.Stopwatch]::new()
$now = [datetimeoffset]::UtcNow

function New-Event([string] $Round) {
    foreach ($number in 1..$count) {
        [Fleet.FleetRunEvent]@{
            ReleaseId = 'rel_bench'; AgentId = 'agent'; Environment = 'production'; RunId = "$PID-$Round-$number"; TenantId = 'tenant'; TaskId = 'task'
            Provider = 'provider'; Model = 'model'; InputTokens = 1000 + $number; OutputTokens = 200; LatencyMs = 800
            Timestamp = $now.AddMilliseconds(-$number)
        }
    }
}

function Measure-Sent([string] $Name, [scriptblock] $Work) {
    $watch.Restart()
    $result = & $Work
    $watch.Stop()
    if ($result.Inserted -ne $count) { throw "$($result.Inserted) of $count events were stored by $Name." }
    "$Name=$($count / $watch.Elapsed.TotalSeconds)"
}

foreach ($round in 1..5) {
    $events = New-Event "pipe$round"
    Measure-Sent ($round -eq 1 ? 'fresh' : 'warm') { $events | Send-FleetRunEvent }
}

foreach ($round in 1..3) {
    $file = Join-Path ([System.IO.Path]::GetTempPath()) "fleet-bench-$PID-$round.jsonl"
    try {
        $lines = foreach ($number in 1..$count) {
            '{"timestamp":"' + $now.ToString('O') + '","agent_id":"agent","release_id":"rel_bench","run_id":"' + "$PID-file$round-$number" +
                '","tenant_id":"tenant","task_id":"task","environment":"production",' +
                '"usage":{"model":{"provider":"provider","model":"model","input_tokens":1000,"output_tokens":200}}}'
        }
        [System.IO.File]::WriteAllLines($file, [string[]] $lines)
        Measure-Sent file { Import-FleetRunEvent -LiteralPath $file }
    }
    finally {
        Remove-Item -LiteralPath $file -ErrorAction Ignore
    }
}
