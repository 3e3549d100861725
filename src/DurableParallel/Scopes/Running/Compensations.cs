using DurableParallel.Compensating;
using DurableParallel.Records;
using DurableParallel.Running.Operations;

namespace DurableParallel.Scopes.Running;

/// <summary>Undoes the branches of a failed scope that succeeded, the last registered one first.</summary>
internal static class Compensations
{
    /// <summary>The child context of the scope's owner that undoes them.</summary>
    public static ChildContextOperation<List<CompensationError>> Of(ScopeIdentity scope, IReadOnlyList<DurableFuture> branches)
    {
        var header = new OperationHeader(
            OperationId.CompensationOf(scope.Id), scope.Owner.RecordedId, OperationType.Context, OperationSubTypes.ChildContext, CompensationRun.NameOf(scope.Name));
        Func<DurableContext, Task<List<CompensationError>>> body = new CompensationRun(NeededOf(branches)).RunAsync;
        return new ChildContextOperation<List<CompensationError>>(
            scope.Owner, ChildContextKind.Child, header, body, CompensationRun.Serializer, NestingType.Nested);
    }

    public static bool IsNeeded(DurableFuture branch) => branch is { Compensation: not null, Status: BranchStatus.Succeeded };

    private static IEnumerable<Compensation> NeededOf(IReadOnlyList<DurableFuture> branches)
    {
        for (var index = branches.Count - 1; index >= 0; index--)
        {
            if (IsNeeded(branches[index]))
            {
                yield return new Compensation(index, branches[index].Name, branches[index].Compensation!);
            }
        }
    }
}
