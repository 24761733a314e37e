namespace Fleet.Testing;

/// <summary>The recordings of the original programs, in <c>tests/Golden</c>.</summary>
public static class Recordings
{
    /// <summary>The requests of the environments service's Python client.</summary>
    public static string FleetPython => Path("fleet-python.json");

    /// <summary>The environments service's Python client's verdicts on lists of expected changes.</summary>
    public static string Expectations => Path("expectations.json");

    /// <summary>The exchanges of the releases service.</summary>
    public static string FlightDeck => Path("flightdeck.json");

    /// <summary>The exchanges of the agents service and the requests of its Python client.</summary>
    public static string Flux0 => Path("flux0.json");

    private static string Path(string name) => System.IO.Path.Combine(RepositoryRoot.Path, "tests", "Golden", name);
}
