using System.Runtime.InteropServices;
using DurableParallel.Engine.Journal.Log;

namespace DurableParallel.Engine.Listing;

/// <summary>
/// The executions that have tags, by tag and in the order of their starts; a tenant is one more tag. Those without tags are not in it and cost nothing.
/// It is made from the terms of the executions, which the journal has, and so is never of another opinion than they. Its lock is
/// taken for what is added, removed and copied out, and no other lock is taken under it.
/// </summary>
/// <typeparam name="T">What an execution is.</typeparam>
internal sealed class TagIndex<T>
    where T : class, IListedExecution
{
    private readonly Lock _gate = new();

    // Of a tag that one execution has, the execution itself: there may be as many of those as executions. Else TagPostings.
    private readonly Dictionary<(string Key, string Value), object> _byTag = [];

    /// <param name="execution">The execution.</param>
    /// <param name="terms">Its terms, with the tags and the tenant.</param>
    public void Add(T execution, ExecutionTerms terms)
    {
        if (terms is { Tags: null, TenantId: null })
        {
            return;
        }

        lock (_gate)
        {
            foreach (var (key, value) in LabelsOf(terms))
            {
                ref var found = ref CollectionsMarshal.GetValueRefOrAddDefault(_byTag, (key, value), out var isThere);
                if (!isThere)
                {
                    found = execution;
                    continue;
                }

                // The texts of the first stay its own: to reach them would take its lock.
                if (found is T only)
                {
                    var several = new TagPostings(key, value);
                    several.Add(only.Number);
                    found = several;
                }

                var postings = (TagPostings)found!;
                postings.Add(execution.Number);
                if (key != TagIndexKeys.Tenant)
                {
                    terms.Tags!.Share(postings.Key, postings.Value);
                }
            }
        }
    }

    public void Remove(T execution, ExecutionTerms terms)
    {
        lock (_gate)
        {
            foreach (var (key, value) in LabelsOf(terms))
            {
                if (_byTag.GetValueOrDefault((key, value)) is { } found
                    && (ReferenceEquals(found, execution) || (found is TagPostings postings && postings.Remove(execution.Number) && postings.Count == 0)))
                {
                    _byTag.Remove((key, value));
                }
            }
        }
    }

    /// <summary>How many different tags there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byTag.Count;
            }
        }
    }

    /// <summary>The executions that have all of some tags, chunk by chunk of the index by number. What comes and goes meanwhile may be in it or not.</summary>
    /// <param name="labels">The tags, at least one.</param>
    /// <param name="after">Nothing up to this number; null for all.</param>
    /// <param name="isDescending">Whether the last come first.</param>
    public IEnumerable<TaggedSlots> Chunks(IReadOnlyList<(string Key, string Value)> labels, long? after, bool isDescending)
    {
        var rarest = Rarest(labels);
        var key = after is { } number ? number / ExecutionChunk<T>.Size : isDescending ? long.MaxValue : 0;
        while (Next(labels, rarest, key, isDescending) is { } found)
        {
            yield return found;
            key = found.Key + (isDescending ? -1 : 1);
        }
    }

    /// <summary>How many executions have the rarest of some tags.</summary>
    public int CountOfRarest(IReadOnlyList<(string Key, string Value)> labels)
    {
        lock (_gate)
        {
            return labels.Min(CountOf);
        }
    }

    private static IEnumerable<(string Key, string Value)> LabelsOf(ExecutionTerms terms)
    {
        foreach (var (key, value) in terms.Tags ?? TagSet.Empty)
        {
            yield return (key, value);
        }

        if (terms.TenantId is { } tenant)
        {
            yield return (TagIndexKeys.Tenant, tenant);
        }
    }

    private (string Key, string Value) Rarest(IReadOnlyList<(string Key, string Value)> labels)
    {
        lock (_gate)
        {
            return labels.MinBy(CountOf);
        }
    }

    private int CountOf((string Key, string Value) label) => _byTag.GetValueOrDefault(label) switch
    {
        null => 0,
        TagPostings postings => postings.Count,
        _ => 1,
    };

    private TaggedSlots? Next(IReadOnlyList<(string Key, string Value)> labels, (string Key, string Value) rarest, long key, bool isDescending)
    {
        lock (_gate)
        {
            if (SetOf(rarest, key, isDescending) is not { } found)
            {
                return null;
            }

            var bits = new ulong[SlotSet.Words];
            found.CopyTo(bits);
            foreach (var other in labels.Where(label => label != rarest))
            {
                if (SetOf(other, found.Key, isDescending) is { } more && more.Key == found.Key)
                {
                    more.Intersect(bits);
                }
                else
                {
                    Array.Clear(bits);
                }
            }

            return new TaggedSlots(found.Key, bits);
        }
    }

    // Those that have a tag, of that chunk or else of the next one that has some. Gated.
    private SlotSet? SetOf((string Key, string Value) label, long key, bool isDescending)
    {
        switch (_byTag.GetValueOrDefault(label))
        {
            case null:
                return null;
            case TagPostings postings:
                return postings.Next(key, isDescending);
            case var one:
                var number = ((T)one).Number;
                var only = new SlotSet(number / ExecutionChunk<T>.Size);
                only.Add((int)(number % ExecutionChunk<T>.Size));
                return isDescending ? only.Key <= key ? only : null : only.Key >= key ? only : null;
        }
    }
}
