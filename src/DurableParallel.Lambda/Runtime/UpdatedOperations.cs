using System.Collections;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Wire;

namespace DurableParallel.Lambda.Runtime;

/// <summary>What the service changed since the last invocation ended. Positions are looked for only when somebody watches.</summary>
internal sealed class UpdatedOperations(WireHistory history, IReadOnlyList<string> hexes) : IUpdatedOperations
{
    private const int FewEnoughToSearch = 8;

    private HashSet<string>? _set;

    public int Count => hexes.Count;

    public IEnumerator<OperationId> GetEnumerator() => history.IdsOf(hexes).GetEnumerator();

    public bool Contains(OperationId id) => hexes.Count <= FewEnoughToSearch
        ? hexes.Contains(id.Hex, StringComparer.Ordinal)
        : (_set ??= new HashSet<string>(hexes, StringComparer.Ordinal)).Contains(id.Hex);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
