using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Verification;

/// <summary>
/// The grading command. It reads the request as JSON from standard input and writes the grade as JSON to standard output. It is started for each
/// grading, without a shell and without the server's keys.
/// </summary>
internal sealed class JudgeCommand(string program)
{
    private const int MaxAnswerBytes = 4 * 1024 * 1024;
    private const int MaxErrorLength = 500;
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    /// <summary>Grades a submission.</summary>
    /// <returns>The grade, a JSON object.</returns>
    /// <exception cref="ApiException">424: the command failed. Not a 5xx, which clients would retry, since grading costs money.</exception>
    public async Task<JsonElement> GradeAsync(ReadOnlyMemory<byte> request, CancellationToken ct)
    {
        ProcessStartInfo start = new(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using Process process = new() { StartInfo = start };
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(s_limit);
        try
        {
            process.Start();
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            Task<string> answer = process.StandardOutput.ReadToEndAsync(limit.Token);
            await SendAsync(process, request, limit.Token);
            await Task.WhenAll(errors, answer, process.WaitForExitAsync(limit.Token));
            return process.ExitCode == 0 ? Parse(await answer) : throw Failed($"ended with exit code {process.ExitCode}: {Clip(await errors)}");
        }
        catch (Win32Exception e)
        {
            throw Failed($"cannot be started: {e.Message}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw Failed($"did not end within {s_limit.TotalMinutes} minutes");
        }
        finally
        {
            End(process);
        }
    }

    private static async Task SendAsync(Process process, ReadOnlyMemory<byte> request, CancellationToken ct)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(request, ct);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It closed its standard input without reading it all; its exit code decides.
        }
    }

    private static JsonElement Parse(string answer)
    {
        try
        {
            if (answer.Length <= MaxAnswerBytes && JsonElement.Parse(answer) is { ValueKind: JsonValueKind.Object } grade)
            {
                return grade;
            }
        }
        catch (JsonException)
        {
            // Reported below.
        }

        throw Failed("did not answer with a JSON object");
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has exited or never started.
        }
    }

    private static ApiException Failed(string how) => new(StatusCodes.Status424FailedDependency, $"The grading command {how}");

    private static string Clip(string text) => text.Length <= MaxErrorLength ? text.Trim() : text[..MaxErrorLength].Trim();
}
