using System.Diagnostics.CodeAnalysis;

namespace DurableParallel.Engine.Executions;

/// <summary>
/// Executions by name. There may be a million, so a name takes no more than a place in a table of the executions
/// themselves, which have it already. In parts, each with a lock, so that many can start at once. Safe from any thread.
/// </summary>
internal sealed class ExecutionNames
{
    private const int Parts = 16;
    private readonly HashSet<Execution>[] _parts = [.. Enumerable.Range(0, Parts).Select(static _ => new HashSet<Execution>(ByName.Instance))];

    /// <summary>All executions at about this moment.</summary>
    public IReadOnlyCollection<Execution> All
    {
        get
        {
            var all = new List<Execution>();
            foreach (var part in _parts)
            {
                lock (part)
                {
                    all.AddRange(part);
                }
            }

            return all;
        }
    }

    /// <summary>Makes room for so many more, which are about to come.</summary>
    public void Expect(int count)
    {
        foreach (var part in _parts)
        {
            lock (part)
            {
                // Names are spread evenly, but not quite.
                part.EnsureCapacity(part.Count + (count / Parts) + (count / Parts / 16));
            }
        }
    }

    public Execution? Find(string name)
    {
        var part = PartOf(name);
        lock (part)
        {
            return part.GetAlternateLookup<string>().TryGetValue(name, out var execution) ? execution : null;
        }
    }

    /// <summary>Puts an execution in, unless there is one of that name; returns the one that is in.</summary>
    public Execution GetOrAdd(Execution execution)
    {
        var part = PartOf(execution.Name);
        lock (part)
        {
            return part.Add(execution) || !part.TryGetValue(execution, out var existing) ? execution : existing;
        }
    }

    /// <summary>Takes out this execution; not another of its name.</summary>
    public void Remove(Execution execution)
    {
        var part = PartOf(execution.Name);
        lock (part)
        {
            if (part.TryGetValue(execution, out var existing) && ReferenceEquals(existing, execution))
            {
                part.Remove(execution);
            }
        }
    }

    private HashSet<Execution> PartOf(string name) => _parts[(uint)string.GetHashCode(name, StringComparison.Ordinal) % Parts];

    private sealed class ByName : IEqualityComparer<Execution>, IAlternateEqualityComparer<string, Execution>
    {
        public static readonly ByName Instance = new();

        public bool Equals(Execution? left, Execution? right) => string.Equals(left?.Name, right?.Name, StringComparison.Ordinal);

        public int GetHashCode([DisallowNull] Execution execution) => string.GetHashCode(execution.Name, StringComparison.Ordinal);

        public bool Equals(string alternate, Execution other) => string.Equals(alternate, other.Name, StringComparison.Ordinal);

        public int GetHashCode(string alternate) => string.GetHashCode(alternate, StringComparison.Ordinal);

        public Execution Create(string alternate) => throw new NotSupportedException("A name alone makes no execution.");
    }
}
