using DurableParallel.Errors;
using DurableParallel.Logging;
using DurableParallel.Running.Activity;

namespace DurableParallel.Running.Operations;

/// <summary>
/// Tells of operations that a body has called, and neither awaited nor given to a combinator before it returned: usually
/// an await is missing. The execution goes on, as the body may have meant it.
/// </summary>
internal static class LeftBehind
{
    private const int Shown = 5;

    public static void Report(DurableContext context)
    {
        if (context.IsRerun || (context.Unseen is null && !context.Node.HasPending) || context.Node.IsUnderDecidedScope)
        {
            return;
        }

        var pending = context.Invocation.Operations.ListOf(context.Node).FindAll(IsLeft);
        if (pending.Count > 0)
        {
            context.Logger.OperationsCutOff(context.Place, Describe(pending), ErrorPages.Of(ErrorCodes.OperationLeftBehind));
        }

        if (context.Unseen?.List() is { Count: > 0 } ended)
        {
            context.Logger.OperationsNotAwaited(
                ended.FirstOrDefault(static operation => operation.Task.IsFaulted)?.Task.Exception!.InnerException,
                context.Place,
                Describe(ended),
                ErrorPages.Of(ErrorCodes.OperationLeftBehind));
        }
    }

    private static bool IsLeft(DurableOperation operation) =>
        !operation.IsSeen && operation.CountsAsLeft(hasEnded: false) && !ForeignContinuation.IsRegisteredOn(operation.Task);

    private static string Describe(IReadOnlyList<DurableOperation> operations) =>
        ShownList.Of(operations.OrderBy(static operation => operation.Id.Number).Select(DescribeOne), operations.Count, Shown);

    private static string DescribeOne(DurableOperation operation)
    {
        // Some descriptions are the name alone.
        var description = operation.Description.Contains('\'', StringComparison.Ordinal) ? operation.Description : $"'{operation.Description}'";
        return operation.Task is { IsFaulted: true, Exception.InnerException: { } failure } ? $"{description} (failed: {failure.Message})" : description;
    }
}
