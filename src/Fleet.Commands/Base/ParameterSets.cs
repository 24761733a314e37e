namespace Fleet.Commands;

/// <summary>The names of parameter sets. A name has the same meaning everywhere.</summary>
internal static class ParameterSets
{
    public const string Agent = "Agent";
    public const string Answer = "Answer";
    public const string Catalog = "Catalog";
    public const string Changed = "Changed";
    public const string Criterion = "Criterion";
    public const string Diff = "Diff";
    public const string Environment = "Environment";
    public const string File = "File";
    public const string Id = "Id";
    public const string Instance = "Instance";
    public const string Job = "Job";
    public const string Path = "Path";
    public const string Profile = "Profile";
    public const string Project = "Project";
    public const string Query = "Query";
    public const string Raw = "Raw";
    public const string Rubric = "Rubric";
    public const string Run = "Run";
    public const string RunEvent = "RunEvent";
    public const string Session = "Session";
    public const string Task = "Task";
    public const string TaskKey = "TaskKey";
    public const string Trace = "Trace";
    public const string Values = "Values";
}
