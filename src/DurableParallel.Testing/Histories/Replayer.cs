using DurableParallel.Engine;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Wire;

namespace DurableParallel.Testing.Histories;

/// <summary>One replay of one history.</summary>
internal sealed class Replayer
{
    private const int SeedOfReplays = 0;
    private const string Advice = "Restore the code that the execution was started with, or register the changed code as a new version and let running executions keep theirs.";

    // Of real time with nothing to run. What comes back from elsewhere, a Task.Yield for example, may take as long.
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly SeededScheduler _scheduler = new(SeedOfReplays);
    private readonly ManualTimeProvider _quietClock = new();
    private readonly string _file;
    private readonly RecordedExecution _recorded;
    private readonly HistoryReplayOptions _options;
    private readonly WireHistory _history;
    private readonly ReplayPort _port;
    private readonly InvocationRequest _request;

    public Replayer(string file, RecordedExecution recorded, DurableFunction function, HistoryReplayOptions options)
    {
        var identity = new RecordedIdentity(recorded, options);
        _file = file;
        _recorded = recorded;
        _options = options;
        _history = new WireHistory([.. recorded.Operations]);
        _port = new ReplayPort(recorded, identity.Name);
        _request = new InvocationRequest
        {
            Function = function,
            Execution = identity,
            StartTimestamp = recorded.StartTimestamp,
            Input = recorded.Input,
            Cancel = recorded.Cancel,
            History = _history,
            RecordedOperations = recorded.Operations.Count,
            Checkpoints = _port,
            Host = _port,
            MayHaveStandardSubTypes = true,
            RunsSteps = false,
            SuspendWhenParked = true,
            Scheduler = _scheduler,
            QuietClock = _quietClock,
            Clock = new ManualTimeProvider(recorded.StartTimestamp),
        };
    }

    private bool HasOutcome => _recorded.Status is ExecutionStatus.Succeeded or ExecutionStatus.Failed;

    public HistoryReplayReport Run()
    {
        var invocation = Invocation.Start(_request);
        RunUntilItStands(invocation);
        if (!invocation.Completion.IsCompleted)
        {
            var stands = DescribeStand(invocation);
            invocation.Abort(new OperationCanceledException("The replay is over."));
            return HasOutcome
                ? throw Drift($"the execution ended as {Recorded}, and the code does not come to its end: {stands}.")
                : Report(stands);
        }

        var outcome = invocation.Completion.Result;
        return outcome.Kind switch
        {
            InvocationOutcomeKind.Faulted when outcome.Fault is NonDeterministicExecutionException drift =>
                throw Drift(DriftStory.Headline(drift), new DriftStory([.. _history.Entries]).Explain(drift), drift),
            InvocationOutcomeKind.Faulted => throw Drift(outcome.Fault!.Message, "", outcome.Fault),
            InvocationOutcomeKind.Suspended when HasOutcome => throw Drift($"the execution ended as {Recorded}, and the code still waits for what is on record as open."),
            InvocationOutcomeKind.Suspended => Report("it waits, as the execution did"),
            _ => Compare(outcome),
        };
    }

    private string Recorded => _recorded.Status switch
    {
        ExecutionStatus.Succeeded => $"Succeeded with {_recorded.Payload ?? "no payload"}",
        ExecutionStatus.ContinuedAsNew => nameof(ExecutionStatus.ContinuedAsNew),
        _ => $"{_recorded.Status} with {_recorded.Error?.ErrorType}: {_recorded.Error?.ErrorMessage}",
    };

    private HistoryReplayReport Compare(InvocationOutcome outcome)
    {
        var found = outcome.Kind switch
        {
            InvocationOutcomeKind.Succeeded => $"Succeeded with {outcome.Payload ?? "no payload"}",
            InvocationOutcomeKind.Continued => nameof(ExecutionStatus.ContinuedAsNew),
            _ => $"Failed with {outcome.Error!.ErrorType}: {outcome.Error.ErrorMessage}",
        };
        if (HasOutcome && !string.Equals(ErrorPages.WithoutAddresses(found), ErrorPages.WithoutAddresses(Recorded), StringComparison.Ordinal))
        {
            throw Drift(
                $"every operation is where it was, and the execution, which ended as {Recorded}, now ends as {found}.",
                "Likely cause: the result is made in another way, or from something that is not the result of an operation.");
        }

        return Report(HasOutcome ? "it comes to the same end" : $"it comes to its end, {found}");
    }

    private void RunUntilItStands(Invocation invocation)
    {
        using var stands = new CancellationTokenSource();
        var executed = _scheduler.Executed;
        var idle = TimeSpan.Zero;
        try
        {
            _scheduler.RunUntil(invocation.Completion, Idle, OnIdle, stands.Token);
        }
        catch (OperationCanceledException) when (stands.IsCancellationRequested)
        {
            // It stands, which is an outcome of a replay.
        }

        void OnIdle()
        {
            idle = _scheduler.Executed == executed ? idle + Idle : TimeSpan.Zero;
            executed = _scheduler.Executed;
            _quietClock.Advance(Idle);
            var isBeyond = _port.First is not null || invocation.Pending.Count > 0;
            if (idle >= (isBeyond && Patience < _options.QuietTime ? Patience : _options.QuietTime))
            {
                stands.Cancel();
            }
        }
    }

    private string DescribeStand(Invocation invocation)
    {
        if (_port.First is { } asked)
        {
            return asked.Action == OperationAction.Start || _history.Find(asked.Id) is null
                ? $"it asks for {Describe(asked)}, which is not on record"
                : $"it goes on with {Describe(asked)}";
        }

        return invocation.Pending.FirstOrDefault(static pending => pending.IsInProgress || pending.IsExternal) is { Id: not null } pending
            ? $"it is in {OperationPath.At(pending.Description, name: null, PathOf(pending.Id, name: null))} ({pending.Id}), which has no outcome on record"
            : "it runs code that is no operation, or awaits something that is not durable";
    }

    private string Describe(in OperationUpdate asked) =>
        $"{OperationPath.Describe(asked.SubType, asked.Name, PathOf(asked.Id, asked.Name))} ({asked.Id})";

    private string PathOf(OperationId id, string? name) =>
        OperationPath.Of(id, position => _history.Find(position)?.Name ?? (position.Equals(id) ? name : null));

    private HistoryReplayReport Report(string state) => new(_recorded.Operations.Count, _recorded.Status != ExecutionStatus.Running, state);

    private DurableTestException Drift(string difference, string details = "", Exception? inner = null) => new(
        TestingErrorCodes.HistoryDrift,
        $"Today's code does not fit the history '{_file}': {difference}",
        details.Length == 0 ? Advice : $"{details}{Environment.NewLine}{Advice}",
        inner);
}
