using System.Net;
using Microsoft.AspNetCore.Connections;

namespace DurableParallel.Server.Connections;

/// <summary>
/// A listener that accepts no further connection while <paramref name="limit"/> of them are open: they wait in the
/// system's backlog, where they cost this process nothing. A connection's place is free again when it is disposed.
/// </summary>
internal sealed class BoundedListener(IConnectionListener inner, int limit) : IConnectionListener
{
    private readonly SemaphoreSlim _places = new(limit, limit);
    private readonly CancellationTokenSource _unbound = new();

    public EndPoint EndPoint => inner.EndPoint;

    /// <summary>The next connection; null when the listener is unbound, also while it waits for a place.</summary>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        if (!await TakePlaceAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        ConnectionContext? accepted = null;
        try
        {
            accepted = await inner.AcceptAsync(cancellationToken).ConfigureAwait(false);
            return accepted is null ? null : new CountedConnection(accepted, _places);
        }
        finally
        {
            if (accepted is null)
            {
                _places.Release();
            }
        }
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _unbound.CancelAsync().ConfigureAwait(false);
        await inner.UnbindAsync(cancellationToken).ConfigureAwait(false);
    }

    // Connections that are still open give their places back later: the semaphore has no handle that would need an end.
    public async ValueTask DisposeAsync()
    {
        await _unbound.CancelAsync().ConfigureAwait(false);
        await inner.DisposeAsync().ConfigureAwait(false);
        _unbound.Dispose();
    }

    private async ValueTask<bool> TakePlaceAsync(CancellationToken cancellationToken)
    {
        if (_places.Wait(0, CancellationToken.None))
        {
            return true;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _unbound.Token);
        try
        {
            await _places.WaitAsync(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
