# One object of each type that people pipe into cmdlets.

function Get-PipedObject([string] $Type) {
    switch ($Type) {
        'instance' {
            [Fleet.FleetInstance]@{
                InstanceId = 'i1'; RunId = 'r1'; ProfileId = 'p1'; EnvKey = 'helpdesk'; Version = 'v1.0.0'; Status = 'running'
                Region = 'us-west-1'; HeartbeatRegion = 'eu-west-2'
            }
        }
        'instance without a heartbeat region' { [Fleet.FleetInstance]@{ InstanceId = 'i1'; RunId = 'r1'; Status = 'running' } }
        'instance with a task' {
            [Fleet.FleetInstance]@{ InstanceId = 'i1'; RunId = 'r1'; Region = 'eu-west-2'; Status = 'running'; Task = (Get-PipedObject 'task') }
        }
        'instance without an id' { [Fleet.FleetInstance]@{ RunId = 'r1' } }
        'run' { [Fleet.FleetRun]@{ RunId = 'r1'; ProfileId = 'p1'; RunningCount = 2 } }
        'run without an id' { [Fleet.FleetRun]@{ ProfileId = 'p1' } }
        'task' {
            [Fleet.FleetTask]@{
                Key = 't1'; Prompt = 'Do it.'; EnvironmentId = 'helpdesk'; Version = 'v1.0.0'; DataId = 'base'; DataVersion = 'v1'
                EnvVariables = @{ LOCALE = 'en' }; TeamId = 'team-1'
                VerifierCode = "def validate_task(env, final_answer=None):`n    return 1.0`n"
            }
        }
        'verification' { [Fleet.FleetVerification]@{ TaskKey = 't1'; InstanceId = 'i1'; RunId = 'r1'; Key = 't1'; Success = $true; Score = 1.0 } }
        'heartbeat' { [Fleet.FleetHeartbeat]@{ InstanceId = 'i1'; Success = $true } }
        'account' { [Fleet.FleetAccount]@{ TeamId = 'team-1'; ProfileId = 'p1' } }
        'environment' { [Fleet.FleetEnvironment]@{ EnvKey = 'helpdesk'; Name = 'Help desk' } }
        'CSV row of an instance' { 'InstanceId,RunId,Region', 'i1,r1,us-west-1' | ConvertFrom-Csv }
        'CSV row without an id' { 'InstanceId,RunId', ',r1' | ConvertFrom-Csv }
        'CSV row of a run' { 'RunId,ProfileId', 'r1,p1' | ConvertFrom-Csv }
        'CSV row of a task' { 'Key,Prompt', 't1,changed' | ConvertFrom-Csv }
        'CSV row of an environment' { 'EnvKey,DataKey', 'helpdesk:v1.0.0,' | ConvertFrom-Csv }
        'custom object whose id is a number' { [pscustomobject]@{ InstanceId = 12345678; RunId = 'r1' } }
        'agent' { [Fleet.FleetAgent]@{ AgentId = 'ZygbH7DaCe'; Name = 'helper'; Type = 'echo' } }
        'session' { [Fleet.FleetSession]@{ SessionId = 'MYSESSION1'; AgentId = 'ZygbH7DaCe'; Title = 'A talk' } }
        'session event' { [Fleet.FleetSessionEvent]@{ SessionId = 'MYSESSION1'; EventId = 'luJTHXUWSE'; Type = 'message'; Source = 'user'; Offset = 3; CorrelationId = 'c' } }
        'CSV row of an agent' { 'AgentId,Type', 'ZygbH7DaCe,echo' | ConvertFrom-Csv }
        'CSV row of a session' { 'SessionId,AgentId', 'MYSESSION1,ZygbH7DaCe' | ConvertFrom-Csv }
        'release' { [Fleet.FleetRelease]@{ ReleaseId = 'rel_1'; AgentId = 'a1'; Version = '1.0'; Environment = 'registered'; Checksum = '0' * 64 } }
        'promotion' { [Fleet.FleetPromotion]@{ AgentId = 'a1'; Environment = 'promoted'; ReleaseId = 'rel_1' } }
        'promotion request' { [Fleet.FleetPromotionRequest]@{ RequestId = 'prq_1'; ReleaseId = 'rel_1'; Environment = 'asked'; Window = '7d'; Reason = 'theirs'; Actor = 'them' } }
        'run event' {
            [Fleet.FleetRunEvent]@{
                RunId = 'run-1'; ReleaseId = 'rel_1'; AgentId = 'a1'; Environment = 'prod'; Timestamp = [DateTimeOffset]'2026-05-01T12:00:00+02:00'
                Provider = 'acme'; Model = 'nova'; InputTokens = 1; OutputTokens = 2
            }
        }
        'CSV row of a release' { 'ReleaseId,Environment', 'rel_1,registered' | ConvertFrom-Csv }
        'CSV row of a run event' {
            'RunId,ReleaseId,AgentId,Environment,Timestamp,Provider,Model,InputTokens,OutputTokens', 'run-1,rel_1,a1,prod,2026-05-01T10:00:00,acme,nova,1,2' | ConvertFrom-Csv
        }
        'hashtable of a run event' {
            @{
                RunId = 'run-1'; ReleaseId = 'rel_1'; AgentId = 'a1'; Environment = 'prod'; Timestamp = '2026-05-01T10:00:00Z'; Provider = 'acme'; Model = 'nova'
                InputTokens = 1; OutputTokens = 2
            }
        }
        'string' { 'i1' }
        default { throw "There is no sample of '$Type'." }
    }
}

# The id, without the name of the command, and the category of an error record.
function Get-ErrorSummary($ErrorRecord) {
    "$(($ErrorRecord.FullyQualifiedErrorId -split ',')[0]) $($ErrorRecord.CategoryInfo.Category)"
}
