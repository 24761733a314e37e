namespace Fleet.LocalServer.Hosting;

/// <summary>Disposes the parts of something that failed halfway, newest first; <see cref="Release"/> keeps them if all went well.</summary>
internal sealed class CleanUp : IAsyncDisposable
{
    private readonly Stack<object> _made = new();

    /// <summary>Adds a part to dispose on failure.</summary>
    public T Add<T>(T made)
        where T : notnull
    {
        _made.Push(made);
        return made;
    }

    /// <summary>Leaves all parts to their new owner.</summary>
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
