namespace DurableParallel.Server.Workers;

/// <summary>The events for one endpoint: so many at once are sent to it, the others wait in the order in which they came.</summary>
internal sealed class EndpointQueue(int concurrency) : IDisposable
{
    private readonly SemaphoreSlim _free = new(concurrency);

    /// <summary>Whether the endpoint has been seen to answer for the name of Lambda's emulator and for no other.</summary>
    public bool IsEmulator { get; set; }

    /// <summary>Waits for the event's turn. False when the event is not wanted any more.</summary>
    public async Task<bool> EnterAsync(Task unwanted)
    {
        using var gone = new CancellationTokenSource();
        var turn = _free.WaitAsync(gone.Token);
        if (await Task.WhenAny(turn, unwanted).ConfigureAwait(false) == turn)
        {
            await turn.ConfigureAwait(false);
            return true;
        }

        await gone.CancelAsync().ConfigureAwait(false);
        await turn.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (turn.IsCompletedSuccessfully)
        {
            // Its turn came at this moment.
            Leave();
        }

        return false;
    }

    public void Leave() => _free.Release();

    public void Dispose() => _free.Dispose();
}
