using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace DurableParallel.Running.Watching;

/// <summary>The known operations as plugins read them. An enumeration is a copy of its moment.</summary>
internal sealed class OperationsView(KnownOperations operations) : IReadOnlyDictionary<string, OperationInfo>
{
    public int Count => operations.Count;

    public IEnumerable<string> Keys => operations.ToList().Select(static info => info.Id);

    public IEnumerable<OperationInfo> Values => operations.ToList();

    public OperationInfo this[string key] =>
        operations.Find(key) ?? throw new KeyNotFoundException($"No operation with the id '{key}' is known. Use TryGetValue where it may be missing.");

    public bool ContainsKey(string key) => operations.Find(key) is not null;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out OperationInfo value)
    {
        value = operations.Find(key);
        return value is not null;
    }

    public IEnumerator<KeyValuePair<string, OperationInfo>> GetEnumerator() =>
        operations.ToList().Select(static info => KeyValuePair.Create(info.Id, info)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
