using DurableParallel.Records;

namespace DurableParallel.Engine.Serving;

/// <summary>
/// What an engine does for a server: it starts executions whose functions run in processes of their own, and finds those of
/// its journal by what requests call them. Looking for one throws when the engine was stopped or is faulted. Safe from any thread.
/// </summary>
internal interface IServedExecutions
{
    /// <summary>A function that processes run, as the host or the journal knows it; null when neither does.</summary>
    ServedFunction? FindFunction(FunctionReference function);

    /// <summary>
    /// Starts an execution of a served function, or finds the one of that name. Names belong to their functions: two
    /// functions may each have an execution of one name. The task completes when it is durable.
    /// </summary>
    /// <returns>The execution, and whether it is a new one; another one may have another input.</returns>
    Task<(IServedExecution Execution, bool IsNew)> StartAsync(
        string functionName,
        ServedFunction function,
        string executionName,
        string? input,
        string? tenantId,
        CancellationToken cancellationToken = default);

    /// <summary>Whether a served function has an execution of that name.</summary>
    bool Has(string functionName, string executionName);

    /// <summary>The execution of an ARN, of a name, or of the beginning of the one name that begins so; null when there is none, or more than one.</summary>
    IServedExecution? Find(string text);

    /// <summary>The ARN and the version of an execution, by the engine's own name for it; null when there is none.</summary>
    (string Arn, string Version)? Describe(string ownName);

    /// <summary>A page of the durable executions that the query means; see <see cref="DurableEngine.ListAsync"/>. Plain functions' are left out.</summary>
    /// <param name="query">Which.</param>
    /// <param name="exactName">The only name; null for any.</param>
    /// <param name="pageSize">How many at most.</param>
    /// <param name="token">Where the page before ended; null for the first one.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The page, and the token of the next one; null when there is none.</returns>
    (IReadOnlyList<ExecutionSummary> Page, string? Next) List(
        ExecutionQuery query,
        string? exactName,
        int pageSize,
        string? token,
        CancellationToken cancellationToken);
}
