using DurableParallel.Scopes.Summary;

namespace DurableParallel.Tests.Scopes.Rules;

/// <summary>Branches from a list; values that are asked for are counted.</summary>
internal sealed class ListedBranches(IReadOnlyList<StoredBranch> branches) : IBranchSummarySource
{
    public int PayloadsAsked { get; private set; }

    public int Count => branches.Count;

    public string Name(int index) => branches[index].Name;

    public bool HasResult(int index) => branches[index].HasResult;

    public BranchStatus Status(int index) => branches[index].Status;

    public string? Payload(int index)
    {
        PayloadsAsked++;
        return branches[index].Payload;
    }

    public DurableError? Error(int index) => branches[index].Error;

    public DateTimeOffset? EndTimestamp(int index) => branches[index].EndTimestamp;

    public static StoredBranch Succeeded(string name, string? payload) => new(name, BranchStatus.Succeeded, HasResult: true, payload, Error: null);

    public static StoredBranch WithoutResult(string name, BranchStatus status = BranchStatus.Succeeded) => new(name, status, HasResult: false, Payload: null, Error: null);

    public static StoredBranch Failed(string name, DurableError error) => new(name, BranchStatus.Failed, HasResult: true, Payload: null, error);

    public static StoredBranch Ended(string name, BranchStatus status) => new(name, status, HasResult: true, Payload: null, Error: null);
}
