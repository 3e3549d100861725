using DurableParallel.Engine.Executions;
using DurableParallel.Engine.History;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Listing;
using DurableParallel.Engine.Serving;
using DurableParallel.Records;

namespace DurableParallel.Engine;

/// <content>Executions whose functions run in processes of their own, for the server.</content>
public sealed partial class DurableEngine
{
    /// <summary>
    /// Starts an execution of a served function, or finds the one of that name. Names belong to their functions: two
    /// functions may each have an execution of one name. The task completes when it is durable.
    /// </summary>
    /// <returns>The execution, and whether it is a new one; another one may have another input.</returns>
    internal async Task<(Execution Execution, bool IsNew)> StartServedAsync(
        string functionName,
        ServedFunction function,
        string executionName,
        string? input,
        string? tenantId,
        CancellationToken cancellationToken = default)
    {
        CheckName(functionName, nameof(functionName));
        CheckName(executionName, nameof(executionName));
        CheckPayload(input, "An input", nameof(input));
        await TakeRoomAsync(input, cancellationToken).ConfigureAwait(false);
        Execution execution;
        bool isNew;
        try
        {
            execution = AcceptServed(functionName, function, executionName, input, tenantId, out isNew);
        }
        finally
        {
            ReturnRoom(input);
        }

        await execution.CreatedAsync().ConfigureAwait(false);
        return (execution, isNew);
    }

    private Execution AcceptServed(string functionName, ServedFunction function, string executionName, string? input, string? tenantId, out bool isNew)
    {
        ThrowIfUnusable();
        var terms = new ExecutionTerms
        {
            IsServed = true,
            IsPlain = function.IsPlain,
            TimeoutSeconds = function.TimeoutSeconds,
            TenantId = tenantId,
        };
        var own = executionName + Execution.FunctionMark + functionName;
        var name = _executions.Find(own) is null ? executionName : own;
        var execution = _executions.GetOrAdd(name, functionName, function.Version, terms, out isNew);
        if (execution.FunctionName != functionName || !execution.IsServed)
        {
            execution = _executions.GetOrAdd(own, functionName, function.Version, terms, out isNew);
        }

        if (isNew && !execution.Create(input))
        {
            _executions.Remove(execution);
            ThrowIfUnusable();
            throw new EngineStoppedException("The engine takes no executions any more.");
        }

        return execution;
    }

    /// <summary>A function that processes run, as the host or the journal knows it; null when neither does.</summary>
    internal ServedFunction? FindServed(FunctionReference function)
    {
        ThrowIfUnusable();
        return _services.Invokes.Served?.Find(function);
    }

    /// <summary>Whether a served function has an execution of that name.</summary>
    internal bool HasServed(string functionName, string executionName)
    {
        ThrowIfUnusable();
        return IsOf(executionName) || IsOf(executionName + Execution.FunctionMark + functionName);

        bool IsOf(string name) => _executions.Find(name) is { IsServed: true } found && found.FunctionName == functionName;
    }

    /// <summary>The execution of a number, which is the last part of its ARN's last part; null when there is none.</summary>
    internal Execution? FindByNumber(long number)
    {
        ThrowIfUnusable();
        return _executions.Index.Find(number) is { } found && found.ReadFacts().IsVisible ? found : null;
    }

    /// <summary>The only execution whose name is, or else begins with, the text; null when there is none or more than one.</summary>
    internal Execution? FindByPrefix(string text)
    {
        ThrowIfUnusable();
        if (_executions.Find(text) is { } exact)
        {
            return exact;
        }

        var found = _executions.Index.Find(new Selection(new ExecutionQuery { NamePrefix = text }), after: null, CancellationToken.None)
            .Select(static item => item.Execution)
            .Take(2)
            .ToList();
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>The execution of an engine's own name; null when there is none.</summary>
    internal Execution? FindOwn(string name) => _executions.Find(name);

    /// <summary>A page of the durable executions that the query means; see <see cref="ListAsync"/>. Plain functions' are left out.</summary>
    internal (IReadOnlyList<ExecutionSummary> Page, string? Next) ListServed(
        ExecutionQuery query,
        string? exactName,
        int pageSize,
        string? token,
        CancellationToken cancellationToken)
    {
        ThrowIfUnusable();
        var selection = new Selection(query);
        var fingerprint = selection.Fingerprint(_store.Id);
        long? after = token is null ? null : ListToken.Read(token, fingerprint, nameof(token));
        var page = new List<ExecutionSummary>();
        long last = 0;
        foreach (var (execution, facts) in _executions.Index.Find(selection, after, cancellationToken))
        {
            if (execution.Terms is { IsPlain: true } || (exactName is not null && execution.DisplayName != exactName))
            {
                continue;
            }

            if (page.Count == pageSize)
            {
                return (page, ListToken.Write(fingerprint, last));
            }

            page.Add(Summarise(execution, facts) with { Name = execution.DisplayName });
            last = execution.Number;
        }

        return (page, null);
    }

    /// <summary>The history of an execution, oldest event first.</summary>
    internal static IReadOnlyList<HistoryEvent> ReadHistory(Execution execution) => HistoryReader.Read(execution.ReadRecords());
}
