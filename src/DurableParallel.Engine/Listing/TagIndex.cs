using System.Runtime.InteropServices;
using DurableParallel.Engine.Journal.Log;

namespace DurableParallel.Engine.Listing;

/// <summary>
/// The executions that have tags, by tag and in the order of their starts. Those without tags are not in it and cost nothing.
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

    public void Add(T execution, TagSet tags)
    {
        lock (_gate)
        {
            foreach (var (key, value) in tags)
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
                    var several = new TagPostings<T>(key, value);
                    several.Add(only);
                    found = several;
                }

                var postings = (TagPostings<T>)found!;
                postings.Add(execution);
                tags.Share(postings.Key, postings.Value);
            }
        }
    }

    /// <summary>An execution that had ended goes on.</summary>
    public void OnChanged(T execution, TagSet tags)
    {
        lock (_gate)
        {
            foreach (var tag in tags)
            {
                if (_byTag.GetValueOrDefault((tag.Key, tag.Value)) is TagPostings<T> postings)
                {
                    postings.OnChanged(execution);
                }
            }
        }
    }

    public void Remove(T execution, TagSet tags)
    {
        lock (_gate)
        {
            foreach (var (key, value) in tags)
            {
                if (_byTag.GetValueOrDefault((key, value)) is { } found
                    && (ReferenceEquals(found, execution) || (found is TagPostings<T> postings && postings.Remove(execution) && postings.Count == 0)))
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

    /// <summary>How many of the meant executions stand where, by the number of the status.</summary>
    /// <param name="selection">Which; it asks for a tag.</param>
    /// <param name="tags">The tags that it asks for.</param>
    /// <param name="cancellationToken">Ends the counting.</param>
    public long[] CountByStatus(Selection selection, TagSet tags, CancellationToken cancellationToken)
    {
        var counts = new long[Enum.GetValues<ExecutionStatus>().Length];
        foreach (var (page, seen) in Pages(tags, after: null, isDescending: false, cancellationToken))
        {
            // Of several tags only one has led here.
            var coverage = page.Summary() is { } summary ? selection.CoverageOf(summary) : Coverage.Some;
            if (coverage == Coverage.All && tags.Count == 1 && !(page[0].Number <= seen))
            {
                for (var status = 0; status < counts.Length; status++)
                {
                    counts[status] += selection.Means((ExecutionStatus)status) ? page.Summary()!.Counts[status] : 0;
                }
            }
            else if (coverage != Coverage.None)
            {
                foreach (var execution in page.Executions)
                {
                    if (!(execution.Number <= seen) && execution.ReadFacts() is var facts && selection.Means(execution, facts))
                    {
                        counts[(int)facts.Status]++;
                    }
                }
            }
        }

        return counts;
    }

    /// <summary>The meant executions behind a number, in the selection's order, with what was true of each when it was passed.</summary>
    /// <param name="selection">Which, and in which order; it asks for a tag.</param>
    /// <param name="tags">The tags that it asks for.</param>
    /// <param name="after">The number of the last one known; null for the beginning.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public IEnumerable<(T Execution, ExecutionFacts Facts)> Find(Selection selection, TagSet tags, long? after, CancellationToken cancellationToken)
    {
        var sign = selection.IsDescending ? -1 : 1;
        foreach (var (page, seen) in Pages(tags, after, selection.IsDescending, cancellationToken))
        {
            if (page.Summary() is { } summary && !selection.MayBeAmong(summary))
            {
                continue;
            }

            for (var i = 0; i < page.Count; i++)
            {
                var execution = page[sign > 0 ? i : page.Count - 1 - i];
                if ((seen is not { } last || sign * execution.Number.CompareTo(last) > 0)
                    && execution.ReadFacts() is var facts
                    && selection.Means(execution, facts))
                {
                    yield return (execution, facts);
                }
            }
        }
    }

    // One page after the other, each looked at outside of the gate, with the last number that was seen before it. What comes and
    // goes meanwhile moves others to another page, so that one may have some that were seen.
    private IEnumerable<(TagPage<T> Page, long? Seen)> Pages(TagSet tags, long? after, bool isDescending, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (NextPage(tags, after, isDescending) is not { } page)
            {
                yield break;
            }

            yield return (page, after);
            after = page[isDescending ? 0 : page.Count - 1].Number;
        }
    }

    private TagPage<T>? NextPage(TagSet tags, long? after, bool isDescending)
    {
        lock (_gate)
        {
            object? rarest = null;
            foreach (var (key, value) in tags)
            {
                var found = _byTag.GetValueOrDefault((key, value));
                if (found is null or T)
                {
                    rarest = found;
                    break;
                }

                rarest = rarest is TagPostings<T> other && other.Count <= ((TagPostings<T>)found).Count ? rarest : found;
            }

            return rarest switch
            {
                null => null,
                T only => after is not { } last || (isDescending ? only.Number < last : only.Number > last) ? new TagPage<T>([only], 1) : null,
                _ => ((TagPostings<T>)rarest).Next(after, isDescending),
            };
        }
    }
}
