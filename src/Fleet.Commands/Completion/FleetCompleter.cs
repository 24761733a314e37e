using System.Collections;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Language;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>A value offered by a completer, with its description.</summary>
internal readonly record struct Candidate(string Value, string Description);

/// <summary>
/// Completes values from the service. The shell waits while it runs, so it asks once, gives up after a second, caches the answer for
/// a few seconds, and never fails: without an answer there is nothing to offer.
/// </summary>
internal abstract class FleetCompleter : IArgumentCompleter
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(5);
    private static readonly FleetCallOptions s_limits = new() { Retry = FleetRetryOptions.Off, TotalTimeout = s_timeout, AttemptTimeout = s_timeout };
    private static readonly ConcurrentDictionary<(Type, string), (long Time, IReadOnlyList<Candidate> Found)> s_cache = new();

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        string prefix = Unquoted(wordToComplete ?? "");
        return Candidates(fakeBoundParameters)
            .Where(candidate => candidate.Value.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .Select(candidate => new CompletionResult(
                Quoted(candidate.Value),
                candidate.Value,
                CompletionResultType.ParameterValue,
                string.IsNullOrWhiteSpace(candidate.Description) ? candidate.Value : candidate.Description));
    }

    /// <summary>Lists the candidates from the service.</summary>
    protected abstract IAsyncEnumerable<Candidate> ListAsync(FleetClient client, CancellationToken cancellationToken);

    private IReadOnlyList<Candidate> Candidates(IDictionary bound)
    {
        try
        {
            object? given = bound[nameof(FleetConnectionCmdlet.Connection)];
            ConnectionState state = ConnectionStore.Resolve((given as PSObject)?.BaseObject as FleetConnection ?? given as FleetConnection);
            (Type, string) key = (GetType(), state.Connection.ConnectionId);
            if (s_cache.TryGetValue(key, out (long Time, IReadOnlyList<Candidate> Found) kept)
                && TimeProvider.System.GetElapsedTime(kept.Time) < s_fresh)
            {
                return kept.Found;
            }

            IReadOnlyList<Candidate> found = Ask(state.Client.With(s_limits));
            s_cache[key] = (TimeProvider.System.GetTimestamp(), found);
            return found;
        }
        catch (Exception)
        {
            // Whatever the error, the user is typing: showing it in the middle of the line would help nobody.
            return [];
        }
    }

    private List<Candidate> Ask(FleetClient client)
    {
        using CancellationTokenSource timeout = new(s_timeout);
        Task<List<Candidate>> asking = Task.Run(
            async () =>
            {
                List<Candidate> found = [];
                await foreach (Candidate candidate in ListAsync(client, timeout.Token).WithCancellation(timeout.Token).ConfigureAwait(false))
                {
                    found.Add(candidate);
                }

                return found;
            },
            timeout.Token);
        return asking.Wait(s_timeout) ? asking.Result : throw new FleetTimeoutException("The service did not answer in time.");
    }

    private static string Unquoted(string word) => word is ['\'' or '"', ..] ? word[1..].TrimEnd(word[0]) : word;

    private static string Quoted(string value)
    {
        bool plain = value.Length > 0 && !char.IsAsciiDigit(value[0]) && value[0] is not '-'
            && value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ':' or '/');
        return plain || value.All(char.IsAsciiLetterOrDigit) ? value : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'";
    }
}
