namespace Fleet.LocalServer.Hosting;

/// <summary>Ends, newest first, what was made before something failed; <see cref="Release"/> hands it over when all went well.</summary>
internal sealed class CleanUp : IAsyncDisposable
{
    private readonly Stack<object> _made = new();

    /// <summary>Adds something to end.</summary>
    public T Add<T>(T made)
        where T : notnull
    {
        _made.Push(made);
        return made;
    }

    /// <summary>Leaves everything to its new owner.</summary>
    public void Release() => _made.Clear();

    public async ValueTask DisposeAsync()
    {
        while (_made.TryPop(out object? made))
        {
            switch (made)
            {
                case IAsyncDisposable later:
                    await later.DisposeAsync();
                    break;
                case IDisposable now:
                    now.Dispose();
                    break;
                default:
                    break;
            }
        }
    }
}
