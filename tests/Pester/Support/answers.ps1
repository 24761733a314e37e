# The services' answers, as JSON.

# An instance, with some properties of its own.
function ConvertTo-InstanceJson {
    param(
        [Parameter(Mandatory)] [string] $InstanceId,
        [hashtable] $With = @{}
    )

    $instance = [ordered]@{
        instance_id        = $InstanceId
        env_key            = 'helpdesk'
        version            = 'v1.0.0'
        status             = 'running'
        subdomain          = $InstanceId
        created_at         = '2026-01-02T03:04:05.000000'
        updated_at         = '2026-01-02T03:04:06.000000'
        terminated_at      = $null
        team_id            = 'team-1'
        region             = 'us-west-1'
        env_variables      = $null
        data_key           = $null
        data_version       = $null
        urls               = $null
        health             = $true
        run_id             = $null
        profile_id         = 'profile-1'
        heartbeat_interval = $null
        heartbeat_region   = $null
    }
    foreach ($name in $With.Keys) {
        $instance[$name] = $With[$name]
    }

    ConvertTo-Json -InputObject $instance -Depth 10 -Compress
}
# The addresses of an instance whose manager is the recording server itself.
function Get-InstanceUrl([Fleet.Testing.RecordingServer] $Server, [string] $InstanceId) {
    $root = "$($Server.Uri)i/$InstanceId/"
    @{ root = $root; app = @($root); api = "${root}raw"; manager = @{ api = "${root}api/v1/env" } }
}

# A task, with some properties of its own.
function ConvertTo-TaskJson {
    param(
        [Parameter(Mandatory)] [string] $Key,
        [hashtable] $With = @{}
    )

    $task = [ordered]@{
        key            = $Key
        prompt         = "Do what $Key says."
        team_id        = 'team-1'
        environment_id = 'helpdesk'
        created_at     = '2026-01-02T03:04:05+00:00'
        verifier_id    = '9d0f0c3e-0000-4000-8000-000000000001'
        verifier_func  = "def validate_task(env, final_answer=None):`n    return 1.0`n"
        version        = 'v1.0.0'
        data_id        = 'base'
        data_version   = 'v1'
        env_variables  = $null
        metadata       = @{ avg_steps = 12 }
    }
    foreach ($name in $With.Keys) {
        $task[$name] = $With[$name]
    }

    ConvertTo-Json -InputObject $task -Depth 10 -Compress
}

# A run event.
function ConvertTo-RunEventJson {
    param(
        [Parameter(Mandatory)] [string] $RunId,
        [string] $Timestamp = '2026-05-01T12:00:00Z'
    )

    $runEvent = [ordered]@{
        api_version = 'v1'; type = 'run_end'; timestamp = $Timestamp; workspace_id = 'ws_local'; agent_id = 'a1'; release_id = 'rel_1'
        run_id = $RunId; tenant_id = 't1'; task_id = 'k1'; environment = 'prod'; request = $null
        metrics = @{ latency_ms = 820; success = $true; error_type = $null }
        usage = @{ model = @{ provider = 'acme'; model = 'nova'; input_tokens = 1; output_tokens = 2; cached_input_tokens = 0 }; tools = @() }
        labels = @{}
    }
    ConvertTo-Json -InputObject $runEvent -Depth 10 -Compress
}

# A page of run events.
function ConvertTo-RunEventPageJson([string[]] $RunEvent, [int] $Offset = 0, [int] $Total = $RunEvent.Count) {
    '{"release_id":"rel_1","since":"2026-04-24T13:00:00+00:00","until":"2026-05-01T13:00:00+00:00","filters":{"environment":"prod"},' +
    "`"offset`":$Offset,`"limit`":500,`"matched_total`":$Total,`"returned`":$($RunEvent.Count)," +
    "`"truncated`":$(($Offset + $RunEvent.Count -lt $Total).ToString().ToLowerInvariant()),`"events`":[$($RunEvent -join ',')]}"
}

# The answers for a promotion that went through, one that the policy blocked, and a request for one.
$OutcomeJson = '{"action_id":"act_1","action":"promote","release_id":"rel_1","agent_id":"a1","environment":"prod","baseline_release_id":"rel_0",' +
    '"promoted_pointer_changed":true,"policy":{"passed":true,"reasons":[],"evaluated_at":"2026-05-01T12:00:00Z"}}'
$BlockedJson = '{"detail":{"message":"Promotion blocked by policy.","outcome":{"action_id":"act_2","action":"promote","release_id":"rel_1",' +
    '"agent_id":"a1","environment":"prod","baseline_release_id":"rel_0","promoted_pointer_changed":false,"policy":{"passed":false,' +
    '"reasons":["candidate error_rate 0.4000 exceeds max 0.2500","candidate latency_ms_avg 2500.00 exceeds max 2000"],' +
    '"evaluated_at":"2026-05-01T12:00:00Z"}}}}'
$PromotionRequestJson = '{"request_id":"prq_1","status":"pending","release_id":"rel_1","agent_id":"a1","environment":"prod","window":"7d",' +
    '"reason":"why","actor":"me","baseline_release_id":null,"policy":{"passed":true,"reasons":[],"evaluated_at":"2026-05-01T12:00:00Z"},' +
    '"created_at":"2026-05-01T12:00:00+00:00","resolved_at":null,"completed_action_id":null}'
