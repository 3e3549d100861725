using System.Text;
using DurableParallel.Engine;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Testing.Histories;
using DurableParallel.Testing.InMemory;
using DurableParallel.Testing.Running;

namespace DurableParallel.Testing;

/// <summary>What an execution of a test has come to, or where it stands: outcome, operations, history, log. Immutable.</summary>
public sealed class DurableTestResult
{
    private readonly InMemoryExecution _execution;
    private readonly IDurableSerializer _serializer;
    private readonly List<TestOperation> _all;

    internal DurableTestResult(InMemoryExecution execution, IReadOnlyList<InMemoryExecution> invoked, LogBook log)
    {
        var report = execution.Completion.IsCompletedSuccessfully ? execution.Completion.Result : null;
        _execution = execution;
        _serializer = execution.Serializer;
        ExecutionName = execution.Name;
        FunctionName = execution.FunctionName;
        Status = report?.Status ?? ExecutionStatus.Running;
        Payload = report?.Payload;
        Error = report?.Error;
        Fault = report?.Fault;
        CustomStatusPayload = execution.Status;
        History = execution.Events;
        PastHistories = execution.PastEvents;
        Invocations = execution.Invocations;
        StateCalls = execution.StateCalls;
        Updates = execution.Updates;
        Log = [.. log.Lines.Where(IsOwn)];
        SilencedLog = [.. log.Silenced.Where(IsOwn)];
        Invoked = [.. invoked.Select(child => new DurableTestResult(child, [], log))];
        (_all, Operations) = BuildTree(execution);
    }

    /// <summary>The execution's name.</summary>
    public string ExecutionName { get; }

    /// <summary>The name under which the function was invoked by another; null for the function of the runner.</summary>
    public string? FunctionName { get; }

    /// <summary>Where the execution stands.</summary>
    public ExecutionStatus Status { get; }

    /// <summary>The result as it is recorded; null when there is none.</summary>
    public string? Payload { get; }

    /// <summary>What the execution failed with; null when it did not.</summary>
    public DurableError? Error { get; }

    /// <summary>The run that the execution has come to, from 1: see <see cref="DurableContext.ContinueAsNew{TIn}(TIn)"/>. Operations, history and updates are those of this run.</summary>
    public int RunNumber => PastHistories.Count + 1;

    /// <summary>The histories of the runs before, the first run first.</summary>
    public IReadOnlyList<IReadOnlyList<HistoryEvent>> PastHistories { get; }

    /// <summary>What the execution says of itself: see <see cref="DurableContext.SetStatus"/>; null for nothing.</summary>
    public string? CustomStatusPayload { get; }

    /// <summary>Why the execution is blocked, for example <see cref="NonDeterministicExecutionException"/>; null when it is not.</summary>
    public Exception? Fault { get; }

    /// <summary>The operations of the function itself, each with those below it, in the order in which they began.</summary>
    public IReadOnlyList<TestOperation> Operations { get; }

    /// <summary>What happened, in order: the events that the engine and AWS show of an execution.</summary>
    public IReadOnlyList<HistoryEvent> History { get; }

    /// <summary>How often the function was begun.</summary>
    public int Invocations { get; }

    /// <summary>How many calls for further pages of its history each invocation took on AWS before the function began: none for the first page, which comes with the event. All zero unless the limits are those of AWS and the mode is <see cref="HostMode.Suspending"/>.</summary>
    public IReadOnlyList<int> StateCalls { get; }

    /// <summary>How many checkpoints became durable.</summary>
    public int Checkpoints => Updates.Count;

    /// <summary>What the function has logged. A line that replay silenced is not among these, so that each is there once.</summary>
    public IReadOnlyList<TestLogLine> Log { get; }

    /// <summary>The lines that the function wrote again while it replayed, and nobody saw.</summary>
    public IReadOnlyList<TestLogLine> SilencedLog { get; }

    /// <summary>The executions that this one has invoked, and those that they have, in the order in which they began.</summary>
    public IReadOnlyList<DurableTestResult> Invoked { get; }

    /// <summary>How much time has passed on the virtual clock from the start to the last event.</summary>
    public TimeSpan Elapsed => History[^1].EventTimestamp - History[0].EventTimestamp;

    /// <summary>Reads the result with the function's serializer.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <returns>The result, as the function's serializer reads it.</returns>
    /// <exception cref="InvalidOperationException">The execution has not succeeded; the message says what became of it.</exception>
    public T ResultAs<T>() => Status == ExecutionStatus.Succeeded
        ? _serializer.Deserialize<T>(Payload, new SerializationContext(_execution, null))
        : throw new InvalidOperationException($"Expected execution '{ExecutionName}' to have a result, and it is {this}", Fault);

    /// <summary>Reads what the execution says of itself with the function's serializer.</summary>
    /// <typeparam name="T">The type of the status.</typeparam>
    /// <returns>The status; the default of the type when there is none.</returns>
    public T? CustomStatusAs<T>() => CustomStatusPayload is null
        ? default
        : _serializer.Deserialize<T>(CustomStatusPayload, new SerializationContext(_execution, null));

    /// <summary>The operation of that name, wherever it is.</summary>
    /// <param name="name">A name that one operation has.</param>
    /// <returns>The operation.</returns>
    /// <exception cref="InvalidOperationException">None or several have it; the message lists what there is.</exception>
    public TestOperation Operation(string name) => Find(name, "operation", static _ => true);

    /// <summary>The branch of that name, wherever it is.</summary>
    /// <param name="name">A name that one branch or one item of a map has.</param>
    /// <returns>The branch.</returns>
    /// <exception cref="InvalidOperationException">None or several have it; the message lists what there is.</exception>
    public TestOperation Branch(string name) => Find(name, "branch", static operation => operation.IsBranch);

    /// <summary>All operations of that name, in the order in which they began.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The operations of that name in the order of their positions; may be empty.</returns>
    public IReadOnlyList<TestOperation> OperationsNamed(string name) =>
        [.. _all.Where(operation => string.Equals(operation.Name, name, StringComparison.Ordinal))];

    /// <summary>Saves the history for <see cref="HistoryReplay"/>, as JSON. A file that is there is replaced.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveHistory(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        HistoryFile.Write(path, _execution.Arn, _execution.Name, History);
    }

    /// <summary>The outcome in a line, and the operations as a tree below it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Outcome).Append(CultureInvariant($"; {Counted.Of(Invocations, "invocation")}, {Counted.Of(Checkpoints, "checkpoint")}, {Elapsed} on the clock")).AppendLine();
        foreach (var operation in Operations)
        {
            Append(text, operation, 1);
        }

        return text.ToString();
    }

    /// <summary>What two runs are compared by.</summary>
    internal string Outcome => Status switch
    {
        ExecutionStatus.Succeeded => $"Succeeded with {Payload ?? "no payload"}",
        ExecutionStatus.Blocked => $"Blocked by {Fault?.GetType().Name}: {Fault?.Message}",
        _ when Error is { } error => $"{Status} with {error.ErrorType}: {error.ErrorMessage}",
        _ => $"{Status}",
    };

    /// <summary>All that became durable, in order.</summary>
    internal IReadOnlyList<DurableUpdate> Updates { get; }

    /// <summary>All operations, parents first.</summary>
    internal IReadOnlyList<TestOperation> All => _all;

    private bool IsOwn(TestLogLine line) => string.Equals(line.ExecutionName, ExecutionName, StringComparison.Ordinal);

    private static string CultureInvariant(FormattableString text) => FormattableString.Invariant(text);

    private static (List<TestOperation> All, List<TestOperation> Roots) BuildTree(InMemoryExecution execution)
    {
        var byEntry = new Dictionary<OperationEntry, TestOperation>();
        List<TestOperation> all = [];
        List<TestOperation> roots = [];
        foreach (var entry in execution.Operations)
        {
            var operation = new TestOperation(execution, entry, execution.Serializer);
            byEntry.Add(entry, operation);
            all.Add(operation);
            if (entry.Parent is { } parent)
            {
                byEntry[parent].Add(operation);
            }
            else
            {
                roots.Add(operation);
            }
        }

        return (all, roots);
    }

    private static void Append(StringBuilder text, TestOperation operation, int depth)
    {
        text.Append(' ', depth * 2).Append(operation).AppendLine();
        foreach (var child in operation.Children)
        {
            Append(text, child, depth + 1);
        }
    }

    private TestOperation Find(string name, string what, Func<TestOperation, bool> isWanted)
    {
        ArgumentNullException.ThrowIfNull(name);
        var candidates = _all.Where(isWanted).ToList();
        var found = candidates.FindAll(operation => string.Equals(operation.Name, name, StringComparison.Ordinal));
        return found switch
        {
            [var only] => only,
            [] => throw new InvalidOperationException(
                $"No {what} of execution '{ExecutionName}' is called '{name}'. There are: {ShownList.Of(candidates.Select(static o => o.ToString()), candidates.Count)}."),
            _ => throw new InvalidOperationException(
                $"{Counted.Of(found.Count, "operation")} of execution '{ExecutionName}' are called '{name}': {ShownList.Of(found.Select(static o => o.ToString()), found.Count)}. Use OperationsNamed, or go down from the one above."),
        };
    }
}
