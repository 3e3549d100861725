using DurableParallel.Records;
using DurableParallel.Retrying;
using DurableParallel.Running.Operations;
using DurableParallel.Scopes.Summary;

namespace DurableParallel.Scopes.Running;

/// <summary>Undoes the branches of a failed scope that succeeded, the last registered one first.</summary>
internal sealed class Compensations(IReadOnlyList<DurableFuture> branches)
{
    // What more errors have is in the records of their compensations.
    private const int MaxCharacters = 512 * 1024;
    private const int MaxNameLength = 256;
    private const string NameSuffix = "-compensation";

    private static readonly IDurableSerializer Serializer = DurableSerializer.SystemTextJson(CompensationJson.Default);

    /// <summary>The child context of the scope's owner that undoes them.</summary>
    public static ChildContextOperation<List<CompensationError>> Of(ScopeIdentity scope, IReadOnlyList<DurableFuture> branches)
    {
        var header = new OperationHeader(
            OperationId.CompensationOf(scope.Id), scope.Owner.RecordedId, OperationType.Context, OperationSubTypes.ChildContext, NameOf(scope));
        Func<DurableContext, Task<List<CompensationError>>> body = new Compensations(branches).RunAsync;
        return new ChildContextOperation<List<CompensationError>>(scope.Owner, ChildContextKind.Child, header, body, Serializer, NestingType.Nested);
    }

    public static bool IsNeeded(DurableFuture branch) => branch is { Compensation: not null, Status: BranchStatus.Succeeded };

    /// <summary>Returns the errors of those that failed for good, in the order in which they ran.</summary>
    public async Task<List<CompensationError>> RunAsync(DurableContext context)
    {
        var errors = new List<CompensationError>();
        var room = MaxCharacters;
        for (var index = branches.Count - 1; index >= 0; index--)
        {
            var branch = branches[index];
            if (IsNeeded(branch) && await TryRunAsync(context, branch).ConfigureAwait(false) is { } error)
            {
                room -= Length(error);
                if (room >= 0)
                {
                    errors.Add(new CompensationError(index, branch.Name, error));
                }
            }
        }

        return errors;
    }

    private static async Task<DurableError?> TryRunAsync(DurableContext context, DurableFuture branch)
    {
        try
        {
            var block = new RetriedBlock<Nothing>(name: null, (attempt, _) => branch.Compensation!(attempt), RetryStrategy.Default);
            await context.RunInChildContextAsync(branch.Name, Task (child) => block.RunAsync(child));
            return null;
        }
        catch (ChildContextFailedException failed)
        {
            return failed.Error;
        }
    }

    private static string? NameOf(ScopeIdentity scope) =>
        scope.Name is null ? null : scope.Name[..Math.Min(scope.Name.Length, MaxNameLength - NameSuffix.Length)] + NameSuffix;

    private static int Length(DurableError error) =>
        error.ErrorType.Length + error.ErrorMessage.Length + (error.ErrorData?.Length ?? 0) + (error.StackTrace?.Sum(static line => line.Length) ?? 0);
}
