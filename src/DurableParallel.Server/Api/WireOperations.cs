using DurableParallel.Engine.Serving;
using DurableParallel.Wire;

namespace DurableParallel.Server.Api;

/// <summary>Operations as the wire has them.</summary>
internal static class WireOperations
{
    public static WireOperation Of(in OperationView view) =>
        WireMapping.ToWire(view.Id, view.ParentId, view.Record, view.CallbackId, WireErrors.ToWire(view.Record.Error));

    /// <summary>A page of at most so many operations and bytes, one at least.</summary>
    /// <param name="operations">All of them, in order.</param>
    /// <param name="from">Where the page begins.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="bytes">How many bytes of payloads and names at most.</param>
    public static WireState Page(IReadOnlyList<WireOperation> operations, int from, int count, long bytes)
    {
        var (page, next) = WirePage.Cut(operations, from, count, bytes);
        return new WireState { Operations = page, NextMarker = next is { } index ? PageMarker.Write(index) : null };
    }
}
