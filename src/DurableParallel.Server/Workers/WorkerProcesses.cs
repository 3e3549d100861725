namespace DurableParallel.Server.Workers;

/// <summary>The function processes that the server starts.</summary>
internal sealed class WorkerProcesses(IReadOnlyList<WorkerProcess> all) : IAsyncDisposable
{
    public WorkerProcess? Find(string? key) => key is null ? null : all.FirstOrDefault(process => process.Key == key);

    public void Start(string address)
    {
        foreach (var process in all)
        {
            process.Start(address);
        }
    }

    /// <summary>From now on a process that ends is not started again.</summary>
    public void BeginStop()
    {
        foreach (var process in all)
        {
            process.BeginStop();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in all)
        {
            await process.DisposeAsync().ConfigureAwait(false);
        }
    }
}
