using System.Globalization;
using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Listing;
using DurableParallel.Engine.Serving;
using DurableParallel.Records;

namespace DurableParallel.Engine.Executions;

/// <summary>The executions of an engine, for a server.</summary>
/// <param name="executions">All of them.</param>
/// <param name="services">What they share.</param>
/// <param name="throwIfUnusable">Throws when the engine was stopped or is faulted.</param>
internal sealed class ServedExecutions(ExecutionTable executions, EngineServices services, Action throwIfUnusable) : IServedExecutions
{
    private const string ArnMarker = "/durable-execution/";

    public ServedFunction? FindFunction(FunctionReference function)
    {
        throwIfUnusable();
        return services.Invokes.Served?.Find(function);
    }

    public async Task<(IServedExecution Execution, bool IsNew)> StartAsync(
        string functionName,
        ServedFunction function,
        string executionName,
        string? input,
        string? tenantId,
        CancellationToken cancellationToken = default)
    {
        PlainName.Check(functionName, nameof(functionName));
        PlainName.Check(executionName, nameof(executionName));
        DurableEngine.CheckPayload(input, "An input", nameof(input));
        await services.Budget.TakeAsync(WriteBudget.CostOf(input), cancellationToken).ConfigureAwait(false);
        Execution execution;
        bool isNew;
        try
        {
            execution = Accept(functionName, function, executionName, input, tenantId, out isNew);
        }
        finally
        {
            services.Budget.Return(WriteBudget.CostOf(input));
        }

        await services.Starts.CreatedAsync(execution).ConfigureAwait(false);
        return (new ServedExecution(execution, services), isNew);
    }

    public bool Has(string functionName, string executionName)
    {
        throwIfUnusable();
        return IsOf(executionName) || IsOf(executionName + Execution.FunctionMark + functionName);

        bool IsOf(string name) => executions.Find(name) is { IsServed: true } found && found.FunctionName == functionName;
    }

    public IServedExecution? Find(string text)
    {
        throwIfUnusable();
        var marker = text.IndexOf(ArnMarker, StringComparison.Ordinal);
        var found = marker < 0 ? FindByPrefix(text) : FindByArn(text);
        return found is null ? null : new ServedExecution(found, services);
    }

    public (string Arn, string Version)? Describe(string ownName) =>
        executions.Find(ownName) is { } found ? (found.Arn, new ServedExecution(found, services).Version) : null;

    public (IReadOnlyList<ExecutionSummary> Page, string? Next) List(
        ExecutionQuery query,
        string? exactName,
        int pageSize,
        string? token,
        CancellationToken cancellationToken)
    {
        throwIfUnusable();
        var selection = new Selection(query);
        var fingerprint = selection.Fingerprint(services.Store.Id);
        long? after = token is null ? null : ListToken.Read(token, fingerprint, nameof(token));
        var page = new List<ExecutionSummary>();
        long last = 0;
        foreach (var (execution, facts) in executions.Index.Find(selection, after, cancellationToken))
        {
            if (execution.Terms is { IsPlain: true } || (exactName is not null && execution.DisplayName != exactName))
            {
                continue;
            }

            if (page.Count == pageSize)
            {
                return (page, ListToken.Write(fingerprint, last));
            }

            page.Add(ExecutionSummaries.Of(execution, facts) with { Name = execution.DisplayName });
            last = execution.Number;
        }

        return (page, null);
    }

    private Execution Accept(string functionName, ServedFunction function, string executionName, string? input, string? tenantId, out bool isNew)
    {
        throwIfUnusable();
        var terms = new ExecutionTerms
        {
            IsServed = true,
            IsPlain = function.IsPlain,
            TimeoutMilliseconds = DurationRule.FromWire(function.TimeoutSeconds),
            TenantId = tenantId,
        };
        var own = executionName + Execution.FunctionMark + functionName;
        var name = executions.Find(own) is null ? executionName : own;
        var execution = executions.GetOrAdd(services, name, functionName, function.Version, terms, out isNew);
        if (execution.FunctionName != functionName || !execution.IsServed)
        {
            execution = executions.GetOrAdd(services, own, functionName, function.Version, terms, out isNew);
            if (!execution.IsServed)
            {
                throw ExecutionNameTakenException.ByFunction(own, execution.FunctionName, functionName);
            }
        }

        if (isNew && !services.Starts.Create(execution, input))
        {
            executions.Remove(execution);
            throwIfUnusable();
            throw new EngineStoppedException("The engine takes no executions any more.");
        }

        return execution;
    }

    // The number is the last part of the ARN's last part.
    private Execution? FindByArn(string arn) =>
        long.TryParse(arn.AsSpan(arn.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && executions.Index.Find(number) is { } found
        && found.ReadFacts().IsVisible
        && string.Equals(found.Arn, arn, StringComparison.Ordinal)
            ? found
            : null;

    private Execution? FindByPrefix(string text)
    {
        if (text.Contains('/', StringComparison.Ordinal) || text.Contains(Execution.FunctionMark, StringComparison.Ordinal))
        {
            return null;
        }

        if (executions.Find(text) is { } exact)
        {
            return exact;
        }

        var found = executions.Index.Find(new Selection(new ExecutionQuery { NamePrefix = text }), after: null, CancellationToken.None)
            .Select(static item => item.Execution)
            .Take(2)
            .ToList();
        return found.Count == 1 ? found[0] : null;
    }
}
