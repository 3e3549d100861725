using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Serving;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Executions;

/// <summary>
/// Sees to it that every invoke becomes one execution and hears of its end. An invoked execution has a name that follows
/// from its invoke and knows who invoked it, so that whatever the process died of can be made good from the records.
/// </summary>
internal sealed class InvokedExecutions(ExecutionTable executions, EngineServices services)
{
    /// <summary>The functions that processes run; null where no process runs any.</summary>
    public ServedFunctions? Served { get; } = services.Serving is { } serving ? new ServedFunctions(serving.Settings.Host, executions.Index) : null;

    /// <summary>Starts the execution of an invoke whose START is durable. False when the engine takes none any more.</summary>
    public bool Start(Execution parent, OperationId id, ChainedInvokeOptions options, string? input)
    {
        if (Refuse(parent, id, options) is { } refused)
        {
            parent.OnInvokeEnded(id, refused);
            return true;
        }

        if (options.Refusal is { } refusal)
        {
            parent.OnInvokeEnded(id, Failed(refusal));
            return true;
        }

        var child = Find(parent, id, options, out var isNew);
        if (isNew)
        {
            return CreateOrBlock(parent, child, input);
        }

        if (!child.IsInvokedBy(parent, id))
        {
            parent.OnInvokeEnded(id, NameTaken(child));
        }

        return true;
    }

    /// <summary>Takes up an open invoke of an execution that begins again: starts what is missing, and returns how it ended if it has.</summary>
    public EndedRecord? TakeUp(Execution parent, OperationId id, ChainedInvokeOptions options, Func<OperationId, string?> readInput)
    {
        if ((Refuse(parent, id, options) ?? RefuseInput(parent, id, options, readInput)) is { } refused)
        {
            return refused;
        }

        var child = Find(parent, id, options, out var isNew);
        if (isNew)
        {
            Create(child, readInput(id));
            return null;
        }

        if (!child.IsInvokedBy(parent, id))
        {
            return NameTaken(child);
        }

        return child.IsEnded ? child.ReadEnd() : null;
    }

    /// <summary>An invoked execution has ended, durably: tells who invoked it.</summary>
    public void OnEnded(Invoker invoker, EndedRecord ended)
    {
        if (ParentOf(invoker) is not { } parent)
        {
            return;
        }

        try
        {
            parent.OnInvokeEnded(invoker.Operation, ended);
        }
        catch (OutOfMemoryException fault)
        {
            // It is taken up when the one that invoked goes on.
            RecordHandOver.Fail(parent, services, fault);
        }
    }

    /// <summary>Wakes those who sleep and have not heard of an end that was durable when the process died.</summary>
    public void Resume(IEnumerable<Execution> recovered)
    {
        var parents = new HashSet<Execution>();
        foreach (var execution in recovered)
        {
            if (execution.Terms?.Invoker is { } invoker && execution.IsEnded && ParentOf(invoker) is { } parent)
            {
                parents.Add(parent);
            }
        }

        foreach (var parent in parents)
        {
            parent.WakeIfInvokeEnded(id => executions.Find(InvokedName.Of(parent.Name, id)) is not { IsEnded: false });
        }
    }

    /// <summary>Whether the execution that invoked has not ended.</summary>
    public bool IsUnderWay(Invoker invoker) => ParentOf(invoker) is { IsEnded: false };

    private Execution? ParentOf(Invoker invoker) => executions.Find(invoker.Name) is { } parent && parent.Number == invoker.Number ? parent : null;

    private Execution Find(Execution parent, OperationId id, ChainedInvokeOptions options, out bool isNew)
    {
        var name = InvokedName.Of(parent.Name, id);
        if (executions.Find(name) is { } existing)
        {
            isNew = false;
            return existing;
        }

        var reference = FunctionReference.Parse(options.FunctionName);
        var version = reference.Version ?? ExecutionTerms.AnyVersion;
        var function = services.Functions.Find(reference.Name, version);
        var served = function is null ? Served?.Find(reference) : null;
        var terms = new ExecutionTerms
        {
            TimeoutSeconds = function?.Function.ExecutionTimeoutSeconds ?? served?.TimeoutSeconds ?? 0,
            IsUnsettled = function is null && served is null,
            Invoker = new Invoker(parent.Number, parent.Name, id),
            TenantId = options.TenantId,
            IsServed = served is not null,
            IsPlain = served is { IsPlain: true },
        };
        return executions.GetOrAdd(name, reference.Name, function?.Version ?? served?.Version ?? version, terms, out isNew);
    }

    // Where functions are processes, nobody registers one later by the way: an invoke of one that is not known fails at once.
    private EndedRecord? Refuse(Execution parent, OperationId id, ChainedInvokeOptions options)
    {
        if (!parent.IsServed || Served is null || executions.Find(InvokedName.Of(parent.Name, id)) is not null)
        {
            return null;
        }

        var reference = FunctionReference.Parse(options.FunctionName);
        var isKnown = Served.Find(reference) is not null
            || services.Functions.Find(reference.Name, reference.Version ?? ExecutionTerms.AnyVersion) is not null;
        return isKnown
            ? null
            : new EndedRecord(
                0,
                ExecutionStatus.Failed,
                Payload: null,
                new DurableError("ResourceNotFoundException", $"Function not found: {options.FunctionName}"));
    }

    // What the invoke had found out when it was started died with its process.
    private EndedRecord? RefuseInput(Execution parent, OperationId id, ChainedInvokeOptions options, Func<OperationId, string?> readInput)
    {
        if (executions.Find(InvokedName.Of(parent.Name, id)) is not null || FindFunction(options.FunctionName)?.Input is not { Type: { } type } input)
        {
            return null;
        }

        return input.WhyUnreadable(readInput(id)) is { } unreadable
            ? Failed(ChainedInvokeOptions.RefusalOf(options.FunctionName, type.Type, unreadable))
            : null;
    }

    /// <summary>The function of an invoke, and the execution that it has become; null when the function does not run in this process.</summary>
    public InvokedFunction? FindInvoked(Execution parent, OperationId id, string functionName)
    {
        var child = executions.Find(InvokedName.Of(parent.Name, id));
        var function = child is null ? FindFunction(functionName) : services.Functions.Find(child.FunctionName, child.Version)?.Function;
        return function is null || child is { IsServed: true } ? null : new InvokedFunction(function, child);
    }

    private DurableFunction? FindFunction(string functionName)
    {
        var reference = FunctionReference.Parse(functionName);
        return services.Functions.Find(reference.Name, reference.Version ?? ExecutionTerms.AnyVersion)?.Function;
    }

    private static EndedRecord Failed(DurableError error) => new(0, ExecutionStatus.Failed, Payload: null, error);

    // The invoke is on record, and its execution is created when the one that invoked begins again.
    private bool CreateOrBlock(Execution parent, Execution child, string? input)
    {
        try
        {
            return Create(child, input);
        }
        catch (OutOfMemoryException fault)
        {
            RecordHandOver.Fail(parent, services, fault);
            return false;
        }
    }

    private bool Create(Execution child, string? input)
    {
        if (child.Create(input))
        {
            return true;
        }

        executions.Remove(child);
        return false;
    }

    private static EndedRecord NameTaken(Execution other) => new(
        0,
        ExecutionStatus.Failed,
        Payload: null,
        new DurableError(
            "Invoke.NameTaken",
            $"The invoked execution was to be called '{other.Name}', and there is another one of that name, which this invoke did not start. "
            + "Do not give executions names that end in two hyphens and a position."));
}
