using System.Text.Json;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Model;

/// <summary>The contents of a <c>release.yaml</c>, with defaults filled in.</summary>
/// <param name="AgentId">The agent; only releases of the same agent can be compared.</param>
/// <param name="Version">The release's version.</param>
/// <param name="Model">The model it uses.</param>
/// <param name="Prices">The prices for its runs.</param>
/// <param name="Json">The whole artifact, members sorted by name.</param>
internal sealed record ReleaseArtifact(string AgentId, string Version, string Model, PriceReference Prices, ReadOnlyMemory<byte> Json)
{
    private const string Name = "ReleaseArtifact";

    /// <summary>Reads an artifact.</summary>
    /// <exception cref="RefusedException">The artifact is invalid.</exception>
    public static ReleaseArtifact Read(JsonElement root) => SettingsDocument.Read(root, Name, Read);

    /// <summary>Reads a stored artifact.</summary>
    public static ReleaseArtifact Read(ReadOnlyMemory<byte> json) => SettingsDocument.Read(json, Name, Read);

    private static ReleaseArtifact Read(JsonFields root)
    {
        root.OneOf("api_version", "v1");
        root.OneOf("kind", "Release");
        JsonFields metadata = root.Object("metadata");
        JsonFields spec = root.Object("spec");
        JsonFields agent = spec.Object("agent");
        JsonFields runtime = spec.Object("runtime");
        JsonFields reference = spec.Object("pricing_reference");

        JsonText json = new();
        json.OpenObject().Field("api_version", "v1").Field("kind", "Release").Name("metadata");
        string version = WriteMetadata(json, metadata);
        json.Name("spec").OpenObject().Name("agent").OpenObject();
        string agentId = Copy(json, agent, "agent_id");
        json.Field("entrypoint", agent.TextOrNull("entrypoint")).CloseObject();
        json.Name("pricing_reference").OpenObject();
        string priceVersion = Copy(json, reference, "pricing_version");
        string provider = Copy(json, reference, "provider");
        json.CloseObject();
        WritePrompts(json, spec.Object("prompts"));
        WriteRouting(json, spec.ObjectOrNull("routing"));
        json.Name("runtime").OpenObject().Field("max_output_tokens", runtime.WholeOrNull("max_output_tokens"));
        string model = Copy(json, runtime, "model");
        Copy(json, runtime, "provider");
        json.Field("temperature", runtime.FloatOrNull("temperature")).CloseObject();
        WriteSafety(json, spec.ObjectOrNull("safety"));
        json.Name("tags").OpenObject();
        foreach ((string tag, string value) in spec.TextMap("tags").OrderBy(static pair => pair.Key, CodePointOrder.Instance))
        {
            json.Field(tag, value);
        }

        json.CloseObject();
        WriteTools(json, spec.ObjectOrNull("tools"));
        json.CloseObject().CloseObject();
        return new ReleaseArtifact(agentId, version, model, new PriceReference(provider, priceVersion), json.ToArray());
    }

    private static string WriteMetadata(JsonText json, JsonFields metadata)
    {
        json.OpenObject()
            .Field("created_at", metadata.TimeOrNull("created_at")?.ToString())
            .Field("created_by", metadata.TextOrNull("created_by"))
            .Field("description", metadata.TextOrNull("description"));
        Copy(json, metadata, "name");
        string version = Copy(json, metadata, "version");
        json.CloseObject();
        return version;
    }

    private static void WritePrompts(JsonText json, JsonFields prompts)
    {
        json.Name("prompts").OpenObject();
        Copy(json, prompts, "system_ref");
        json.Field("template_refs", prompts.Texts("template_refs")).CloseObject();
    }

    private static void WriteRouting(JsonText json, JsonFields? routing)
    {
        if (routing is not { } plan)
        {
            json.Field("routing", (string?)null);
            return;
        }

        json.Name("routing").OpenObject();
        if (plan.ObjectOrNull("fallback") is { } fallback)
        {
            json.Name("fallback").OpenObject();
            Copy(json, fallback, "model");
            json.Field("on_error", fallback.Flag("on_error", true)).CloseObject();
        }
        else
        {
            json.Field("fallback", (string?)null);
        }

        json.Field("strategy", plan.OneOf("strategy", "single_model", "fallback_model")).CloseObject();
    }

    private static void WriteSafety(JsonText json, JsonFields? safety)
    {
        if (safety is not { } rules)
        {
            json.Field("safety", (string?)null);
            return;
        }

        JsonFields retry = rules.ObjectOrEmpty("retry_policy");
        json.Name("safety").OpenObject().Name("retry_policy").OpenObject()
            .Field("backoff_ms", retry.WholeOrNull("backoff_ms"))
            .Field("max_retries", retry.WholeOrNull("max_retries") ?? 0)
            .CloseObject();
        if (rules.ObjectOrNull("timeouts_ms") is { } limits)
        {
            json.Name("timeouts_ms").OpenObject()
                .Field("model_call", limits.WholeOrNull("model_call"))
                .Field("tool_call", limits.WholeOrNull("tool_call"))
                .CloseObject();
        }
        else
        {
            json.Field("timeouts_ms", (string?)null);
        }

        json.CloseObject();
    }

    private static void WriteTools(JsonText json, JsonFields? tools)
    {
        if (tools is not { } list)
        {
            json.Field("tools", (string?)null);
            return;
        }

        json.Name("tools").OpenObject()
            .Field("manifest_ref", list.TextOrNull("manifest_ref"))
            .Field("tool_names", list.Texts("tool_names"))
            .CloseObject();
    }

    private static string Copy(JsonText json, JsonFields from, string name)
    {
        string text = from.Text(name);
        json.Field(name, text);
        return text;
    }
}
