using System.Collections;
using DurableParallel.Replay;

namespace DurableParallel.Lambda.Runtime;

/// <summary>What the service changed since the last invocation ended. Positions are looked for only when somebody watches.</summary>
internal sealed class UpdatedOperations(WireHistory history, IReadOnlyList<string> hexes) : IReadOnlyCollection<OperationId>
{
    public int Count => hexes.Count;

    public IEnumerator<OperationId> GetEnumerator() => history.IdsOf(hexes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
