using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Serving;
using DurableParallel.Engine.Turns;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Telemetry;

namespace DurableParallel.Engine.Executions;

/// <summary>
/// Sees to it that every invoke becomes one execution and hears of its end. An invoked execution has a name that follows
/// from its invoke and knows who invoked it, so that whatever the process died of can be made good from the records.
/// </summary>
/// <param name="executions">All executions.</param>
/// <param name="functions">The functions of this process.</param>
/// <param name="served">The functions that processes run; null where no process runs any.</param>
internal sealed class InvokedExecutions(ExecutionTable executions, FunctionRegistry functions, ServedFunctions? served)
{
    /// <summary>The functions that processes run; null where no process runs any.</summary>
    public ServedFunctions? Served => served;

    /// <summary>Starts the execution of an invoke whose START is durable. False when the engine takes none any more.</summary>
    public bool Start(Execution parent, OperationId id, OperationOptions start, string? input)
    {
        var options = (ChainedInvokeOptions)start;
        if (Refuse(parent, id, options) is { } refused)
        {
            Tell(parent, id, refused);
            return true;
        }

        if (options.Refusal is { } refusal)
        {
            Tell(parent, id, Failed(refusal));
            return true;
        }

        if (RefuseKey(parent, id, options, () => input, out var key) is { } noKey)
        {
            Tell(parent, id, noKey);
            return true;
        }

        var child = Find(parent, id, options, key, out var isNew);
        if (isNew)
        {
            return CreateOrBlock(parent, child, input);
        }

        if (!IsInvokedBy(child, parent, id))
        {
            Tell(parent, id, NameTaken(child));
        }

        return true;
    }

    /// <summary>Takes up an open invoke of an execution that begins again: starts what is missing, and returns how it ended if it has.</summary>
    public EndedRecord? TakeUp(Execution parent, OperationId id, OperationOptions start, Func<OperationId, string?> readInput)
    {
        var options = (ChainedInvokeOptions)start;
        string? key = null;
        if ((Refuse(parent, id, options) ?? RefuseInput(parent, id, options, readInput) ?? RefuseKey(parent, id, options, () => readInput(id), out key)) is { } refused)
        {
            return refused;
        }

        var child = Find(parent, id, options, key, out var isNew);
        if (isNew)
        {
            Create(child, readInput(id));
            return null;
        }

        if (!IsInvokedBy(child, parent, id))
        {
            return NameTaken(child);
        }

        return child.ReadFacts().IsEnded ? ExecutionEnds.ReadEnd(child) : null;
    }

    /// <summary>An invoked execution has ended, durably: tells what invoked it.</summary>
    public void OnEnded(Invoker invoker, EndedRecord ended)
    {
        if (ParentOf(invoker) is not { } parent)
        {
            return;
        }

        try
        {
            Tell(parent, invoker.Operation, ended);
        }
        catch (OutOfMemoryException fault)
        {
            // It is taken up when the one that invoked goes on.
            RecordHandOver.Fail(parent, fault);
        }
    }

    /// <summary>Takes version and timeout of its function for an execution, if that was unknown when it was invoked. Durable before anything that the function does.</summary>
    public static void Settle(Execution execution, in RegisteredFunction function)
    {
        lock (execution.Gate)
        {
            if (execution is not { Terms.IsUnsettled: true, Phase: ExecutionPhase.Running })
            {
                return;
            }

            var now = execution.Services.Clock.Now();
            var settled = new SettledRecord(now - execution.CreatedAt, function.Version, function.Function.ExecutionTimeoutMilliseconds);
            var buffer = RecordBuffer.Scratch();
            RecordCodec.WriteSettled(buffer, settled);
            execution.Append(buffer.Written, waiter: null, now, tag: 0);
            execution.OnSettled(settled);
            execution.Services.Ends.ArmDeadline(execution);
        }
    }

    /// <summary>Wakes those who sleep and have not heard of an end that was durable when the process died.</summary>
    public void Resume(IEnumerable<Execution> recovered)
    {
        var parents = new HashSet<Execution>();
        foreach (var execution in recovered)
        {
            if (execution.Terms?.Invoker is { } invoker && execution.ReadFacts().IsEnded && ParentOf(invoker) is { } parent)
            {
                parents.Add(parent);
            }
        }

        foreach (var parent in parents)
        {
            WakeIfInvokeEnded(parent);
        }
    }

    /// <summary>Whether the execution that invoked has not ended.</summary>
    public bool IsUnderWay(Invoker invoker) => ParentOf(invoker) is { } parent && !parent.ReadFacts().IsEnded;

    /// <summary>Whether an execution is that of an invoke.</summary>
    public static bool IsInvokedBy(Execution child, Execution parent, OperationId operation) =>
        child.Terms?.Invoker is { } invoker && invoker.Number == parent.Number && invoker.Operation.Equals(operation);

    // One that has no turn reads of it when it begins.
    private static void Tell(Execution parent, OperationId id, EndedRecord ended)
    {
        lock (parent.Gate)
        {
            if (parent.Turn is { } turn)
            {
                turn.EndInvoke(id, ended);
            }
            else
            {
                parent.Wake();
            }
        }
    }

    // It sleeps although one of its open invokes has ended.
    private void WakeIfInvokeEnded(Execution parent)
    {
        lock (parent.Gate)
        {
            if (parent.Phase != ExecutionPhase.Idle)
            {
                return;
            }
        }

        if (RecordedHistory.Read(parent.ReadRecords()).OpenInvokes().Any(invoke => executions.Find(InvokedName.Of(parent.Name, invoke.Id)) is not { } child || child.ReadFacts().IsEnded))
        {
            parent.Wake();
        }
    }

    private Execution? ParentOf(Invoker invoker) => executions.Find(invoker.Name) is { } parent && parent.Number == invoker.Number ? parent : null;

    private Execution Find(Execution parent, OperationId id, ChainedInvokeOptions options, string? concurrencyKey, out bool isNew)
    {
        var name = InvokedName.Of(parent.Name, id);
        if (executions.Find(name) is { } existing)
        {
            isNew = false;
            return existing;
        }

        var reference = FunctionReference.Parse(options.FunctionName);
        var version = reference.Version ?? ExecutionTerms.AnyVersion;
        var function = functions.Find(reference.Name, version);
        var process = function is null ? served?.Find(reference) : null;
        var terms = new ExecutionTerms
        {
            TimeoutMilliseconds = function?.Function.ExecutionTimeoutMilliseconds ?? DurationRule.FromWire(process?.TimeoutSeconds ?? 0),
            IsUnsettled = function is null && process is null,
            Invoker = new Invoker(parent.Number, parent.Name, id),
            TenantId = options.TenantId,
            IsServed = process is not null,
            IsPlain = process is { IsPlain: true },
            IsLimited = function?.Function.Limits is not null,
            ConcurrencyKey = concurrencyKey,
            StartedFrom = TraceParent.Of(parent.Arn),
        };
        return executions.GetOrAdd(parent.Services, name, reference.Name, function?.Version ?? process?.Version ?? version, terms, out isNew);
    }

    // Where functions are processes, nobody registers one later by the way: an invoke of one that is not known fails at once.
    private EndedRecord? Refuse(Execution parent, OperationId id, ChainedInvokeOptions options)
    {
        if (!parent.IsServed || served is null || executions.Find(InvokedName.Of(parent.Name, id)) is not null)
        {
            return null;
        }

        var reference = FunctionReference.Parse(options.FunctionName);
        var isKnown = served.Find(reference) is not null
            || functions.Find(reference.Name, reference.Version ?? ExecutionTerms.AnyVersion) is not null;
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

    // The user's code takes the key from the input, and what it throws is the invoke's failure.
    private EndedRecord? RefuseKey(Execution parent, OperationId id, ChainedInvokeOptions options, Func<string?> input, out string? key)
    {
        key = null;
        if (FindFunction(options.FunctionName) is not { Limits.Key: { } limited } function || executions.Find(InvokedName.Of(parent.Name, id)) is not null)
        {
            return null;
        }

        try
        {
            key = limited.KeyOf(input(), function.Serializer);
            return null;
        }
        catch (Exception failure)
        {
            return Failed(ErrorRecorder.FromException(failure));
        }
    }

    /// <summary>The function of an invoke, and the execution that it has become; null when the function does not run in this process.</summary>
    public InvokedFunction? FindInvoked(Execution parent, OperationId id, string functionName)
    {
        var child = executions.Find(InvokedName.Of(parent.Name, id));
        var function = child is null ? FindFunction(functionName) : functions.Find(child.FunctionName, child.Version)?.Function;
        return function is null || child is { IsServed: true } ? null : new InvokedFunction(function, child);
    }

    private DurableFunction? FindFunction(string functionName)
    {
        var reference = FunctionReference.Parse(functionName);
        return functions.Find(reference.Name, reference.Version ?? ExecutionTerms.AnyVersion)?.Function;
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
            RecordHandOver.Fail(parent, fault);
            return false;
        }
    }

    private bool Create(Execution child, string? input)
    {
        if (child.Services.Starts.Create(child, input))
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
