using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;
using DurableParallel.Telemetry;

namespace DurableParallel.Engine.Executions;

/// <summary>Makes new executions of what is on record of others, up to one of their operations.</summary>
/// <param name="executions">All executions.</param>
/// <param name="starts">Makes the new ones durable.</param>
/// <param name="clock">When they are created.</param>
internal sealed class ExecutionForks(ExecutionTable executions, ExecutionStarts starts, EngineClock clock)
{
    /// <summary>As <see cref="Fork"/>; null when the source has no such operation or is gone, or the new name is taken.</summary>
    public Execution? TryFork(Execution source, string at, Func<ForkOptions> options, IDurableSerializer serializer)
    {
        try
        {
            return ReadPlaces(ReadRecords(source), out _).Has(at) ? Fork(source, at, options(), serializer) : null;
        }
        catch (Exception passed) when (passed is ExecutionNameTakenException or ExecutionNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Makes a fork, which is durable when <see cref="ExecutionStarts.CreatedAsync"/> completes.</summary>
    /// <param name="source">What is copied. Nothing of it changes.</param>
    /// <param name="at">The path, the position or the id of the first operation that is not copied.</param>
    /// <param name="options">What differs.</param>
    /// <param name="serializer">What writes values.</param>
    /// <exception cref="ArgumentException">There is no such operation, a result that is to be replaced is not among what is copied, or a payload is too large.</exception>
    /// <exception cref="PayloadRefusedException">The function cannot read the new input.</exception>
    /// <exception cref="ExecutionNameTakenException">There is an execution of the new name.</exception>
    /// <exception cref="ExecutionNotFoundException">The source was purged.</exception>
    /// <exception cref="JournalDamagedException">The source's records cannot be read.</exception>
    public Execution Fork(Execution source, string at, ForkOptions options, IDurableSerializer serializer)
    {
        var records = ReadRecords(source);
        var places = ReadPlaces(records, out var created);
        var through = places.FirstRecordOf(places.Find(at, source.Name, nameof(at)));
        var results = options.Results.ToDictionary(
            result => FindResult(places, result.Key, source.Name),
            result => Checked(result.Value(serializer), "A result"));
        var input = options.Input is { } write ? WriteInput(source, options.ExecutionName, write(serializer)) : created.Input;
        var now = clock.Now();
        var forked = new ForkedRecords(through, now - source.CreatedAt, results);
        var copies = forked.Copy(records);
        foreach (var ordinal in results.Keys.Where(ordinal => !forked.Replaced.Contains(ordinal)))
        {
            throw new ArgumentException(
                $"The operation '{places.PathOf(ordinal)}' of the execution '{source.Name}' has not ended before '{at}', so there is no result to be replaced. Name an operation that has.",
                nameof(options));
        }

        var execution = executions.GetOrAdd(source.Services, options.ExecutionName, source.FunctionName, source.Version, TermsOf(source, forked.CustomStatus, input), out var isNew);
        if (!isNew)
        {
            throw ExecutionNameTakenException.ByFork(options.ExecutionName, source.Name);
        }

        if (!starts.Create(execution, input, copies, now))
        {
            executions.Remove(execution);
            throw new EngineStoppedException("The engine takes no executions any more.");
        }

        return execution;
    }

    private static string? Checked(string? payload, string what)
    {
        DurableEngine.CheckPayload(payload, what, nameof(payload));
        return payload;
    }

    // The function would not be able to read it, whoever runs the fork.
    private static string? WriteInput(Execution source, string executionName, string? payload)
    {
        Checked(payload, "An input");
        if (source.Services.Functions.Find(source.FunctionName, source.Version)?.Function.Input is { Type.Type: { } type } expected
            && expected.WhyUnreadable(payload) is { } unreadable)
        {
            throw new PayloadRefusedException($"The input of the fork '{executionName}' of the function '{source.FunctionName}'", executionName, type, unreadable);
        }

        return payload;
    }

    private static byte[] ReadRecords(Execution source)
    {
        lock (source.Gate)
        {
            return source.ReadRecords();
        }
    }

    // All records are checked first, so that what follows can rely on them.
    private static RecordedPlaces ReadPlaces(byte[] records, out CreatedRecord created)
    {
        created = RecordedHistory.Read(records).Created;
        return new RecordedPlaces(records);
    }

    private static int FindResult(RecordedPlaces places, string operation, string sourceName)
    {
        var ordinal = places.Find(operation, sourceName, nameof(operation));
        return places.SubTypeOf(ordinal) is OperationSubTypes.Parallel or OperationSubTypes.Map or OperationSubTypes.WhenAny
            ? throw new ArgumentException($"The result of '{operation}' says what became of its parts, and cannot be replaced. Replace the result of an operation below it.", nameof(operation))
            : ordinal;
    }

    // Who invoked the source awaits no other one, and its key stands for the source.
    private static ExecutionTerms TermsOf(Execution source, string? customStatus, string? input)
    {
        var function = source.Services.Functions.Find(source.FunctionName, source.Version)?.Function;
        return (source.Terms ?? new ExecutionTerms()) with
        {
            Invoker = null,
            IdempotencyKey = null,
            RetriedAt = null,
            Cancel = null,
            StartAt = null,
            BeganAt = null,
            Run = null,
            StartedFrom = TraceParent.Current,
            ForkedFrom = RunName.ExecutionOf(source.Name),
            CustomStatus = customStatus,
            IsLimited = function?.Limits is not null,
            ConcurrencyKey = function?.Limits?.Key?.KeyOf(input, function.Serializer),
        };
    }
}
