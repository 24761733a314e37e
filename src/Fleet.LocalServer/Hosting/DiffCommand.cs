using System.CommandLine;
using Fleet.LocalServer.Environments.Diff;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Wire.Requests;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Fleet.LocalServer.Hosting;

/// <summary>
/// The <c>diff</c> command: compares two database files and writes the same JSON as an instance's <c>diff/structured</c> route. For programs that
/// have files but no instance.
/// </summary>
internal sealed class DiffCommand
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    private readonly Option<string> _seed = new("--seed") { Description = "The database before the changes.", Required = true };
    private readonly Option<string> _current = new("--current") { Description = "The database after the changes.", Required = true };
    private readonly Option<string[]> _tables = new("--ignore-table") { Description = "A table to ignore; can be repeated." };

    private readonly Option<string[]> _fields = new("--ignore-field")
    {
        Description = "A field to ignore in all tables, or in one as TABLE.FIELD; can be repeated.",
    };

    /// <summary>Creates the command.</summary>
    /// <param name="output">Opens the stream for the JSON.</param>
    /// <param name="error">Receives a one-line error message.</param>
    public Command Create(Func<Stream> output, TextWriter error)
    {
        Command command = new("diff", "Compares two SQLite files and writes the differences as JSON.") { _seed, _current, _tables, _fields };
        command.SetAction(async (parsed, cancel) =>
        {
            DiffFilter filter = new(parsed.GetValue(_tables) ?? [], parsed.GetValue(_fields) ?? []);
            string? failure = Compare(parsed.GetValue(_seed)!, parsed.GetValue(_current)!, filter, cancel, out ReadOnlyMemory<byte> json);
            if (failure is not null)
            {
                await error.WriteLineAsync(failure);
                return CommandLine.Failed;
            }

            Stream stream = output();
            await stream.WriteAsync(json, cancel);
            await stream.WriteAsync("\n"u8.ToArray(), cancel);
            await stream.FlushAsync(cancel);
            return 0;
        });
        return command;
    }

    /// <summary>Compares two files.</summary>
    /// <returns>An error message, or null.</returns>
    private static string? Compare(string seed, string current, DiffFilter filter, CancellationToken cancel, out ReadOnlyMemory<byte> json)
    {
        json = default;
        (string Option, string Path)[] files = [("--seed", seed), ("--current", current)];
        foreach ((string option, string path) in files)
        {
            if (!File.Exists(path))
            {
                return Directory.Exists(path) ? $"'{path}' of {option} is a folder; give a SQLite file." : $"The file '{path}' of {option} does not exist.";
            }
        }

        Batteries_V2.Init();
        try
        {
            foreach ((string option, string path) in files)
            {
                if (DatabasePair.FindFault(path) is { } fault)
                {
                    return $"'{path}' of {option} cannot be read as a SQLite database: {fault}.";
                }
            }

            using SqliteConnection connection = DatabasePair.Open(current, seed);
            SqlGuard.Apply(connection, readOnly: true, s_limit, cancel);
            json = StructuredDiff.Compare(connection, filter);
            return null;
        }
        catch (ApiException e)
        {
            return $"{e.Detail} with --ignore-table and --ignore-field.";
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            return $"'{seed}' and '{current}' cannot be compared: {e.Message}";
        }
    }
}
