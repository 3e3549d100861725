using DurableParallel.Errors;
using DurableParallel.Scopes.Rules;

namespace DurableParallel.Scopes.Summary;

/// <summary>
/// What a finished scope has on record: the verdict and every branch's status, and its names, values and errors while
/// they fit. Immutable.
/// </summary>
internal sealed class BranchSummary
{
    /// <summary>More branches than this are refused, so that a short payload cannot claim a large memory.</summary>
    public const int MaxBranches = 10_000_000;

    private readonly StoredBranch[]? _branches;
    private readonly byte[] _statuses;
    private readonly byte[] _digest;

    internal BranchSummary(CompletionVerdict verdict, byte[] statuses, StoredBranch[]? branches, byte[] digest)
    {
        Verdict = verdict;
        _statuses = statuses;
        _branches = branches;
        _digest = digest;
    }

    public CompletionVerdict Verdict { get; }

    public int Count => _statuses.Length;

    /// <summary>Whether names, values and errors are here; else they are on the children's records.</summary>
    public bool IsInline => _branches is not null;

    /// <summary>Makes the payload of a scope that has ended.</summary>
    /// <exception cref="InvalidOperationException">A branch has not ended.</exception>
    /// <exception cref="DurableLimitException">There are more than <see cref="MaxBranches"/> branches, or their statuses alone do not fit.</exception>
    public static EncodedSummary Encode(CompletionVerdict verdict, IBranchSummarySource branches) => BranchSummaryWriter.Encode(verdict, branches);

    /// <summary>Makes the payload of a scope that has ended with the statuses alone, as if the rest did not fit.</summary>
    /// <exception cref="DurableLimitException">There are more than <see cref="MaxBranches"/> branches, or their statuses alone do not fit.</exception>
    public static EncodedSummary EncodeStatuses(CompletionVerdict verdict, IBranchSummarySource branches) =>
        BranchSummaryWriter.Encode(verdict, branches, statusesOnly: true);

    /// <summary>Reads a payload, which may come from anywhere.</summary>
    /// <exception cref="DurableException">It is no summary.</exception>
    public static BranchSummary Decode(string payload) => BranchSummaryReader.Decode(payload);

    public BranchStatus Status(int index) => (BranchStatus)_statuses[index];

    /// <summary>The stored name; null when the summary is not inline.</summary>
    public string? Name(int index) => _branches?[index].Name;

    /// <summary>The stored payload of a succeeded branch; null when there is none or the summary is not inline.</summary>
    public string? Payload(int index) => _branches?[index].Payload;

    /// <summary>The stored error of a failed branch; null for others, or when the summary is not inline.</summary>
    public DurableError? Error(int index) => _branches?[index].Error;

    /// <summary>When a branch ended, where code may have seen it before the scope had; else null.</summary>
    public DateTimeOffset? EndTimestamp(int index) => _branches?[index].EndTimestamp;

    /// <summary>Compares with what the code registers now.</summary>
    /// <returns>Null when they agree, else a sentence that says what was stored and what is registered.</returns>
    public string? FindMismatch(IBranchSummarySource registered)
    {
        if (registered.Count != Count)
        {
            return $"The scope is on record with {Counted.Of(Count, "branch", "branches")}, and the code now registers {registered.Count}.";
        }

        for (var index = 0; index < _branches?.Length; index++)
        {
            if (FindMismatchAt(index, registered) is { } difference)
            {
                return difference;
            }
        }

        return BranchDigest.Of(registered).AsSpan().SequenceEqual(_digest)
            ? null
            : $"The scope is on record with {Counted.Of(Count, "branch", "branches")} of which {(IsInline ? "one had a result or had none" : "the names, their order, or which have a result, were others")}, "
                + "unlike what the code now registers.";
    }

    /// <summary>Compares one branch with what the code registers now, before it is known whether that is all.</summary>
    /// <returns>Null when they agree as far as a summary tells of one branch, else a sentence as that of <see cref="FindMismatch"/>.</returns>
    public string? FindMismatchAt(int index, IBranchSummarySource registered)
    {
        if (index >= Count)
        {
            return $"The scope is on record with {Counted.Of(Count, "branch", "branches")}, and the code now registers {registered.Count}.";
        }

        if (_branches?[index] is not { } stored)
        {
            return null;
        }

        if (!string.Equals(stored.Name, registered.Name(index), StringComparison.Ordinal))
        {
            return $"Branch {index} is on record as '{stored.Name}', and the code now registers '{registered.Name(index)}' there.";
        }

        return stored.Status == BranchStatus.Succeeded && stored.HasResult != registered.HasResult(index)
            ? $"Branch {index} '{stored.Name}' is on record {Kind(stored.HasResult)}, and the code now registers it {Kind(registered.HasResult(index))}."
            : null;
    }

    private static string Kind(bool hasResult) => hasResult ? "with a result" : "without a result";
}
