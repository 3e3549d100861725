using System.Globalization;
using System.Text;
using DurableParallel.Engine.History;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Scopes.Rules;

namespace DurableParallel.Engine;

/// <summary>An operation of an execution, with those below it, as it was when the <see cref="OperationTree"/> was read. Immutable.</summary>
public sealed class OperationNode
{
    /// <summary>The most characters of a payload that <see cref="PayloadPreview"/> shows.</summary>
    public const int LongestPreview = 200;

    private readonly NamedPlace _place;
    private readonly List<OperationNode> _children = [];

    internal OperationNode(NamedPlace place, OperationNode? parent, OperationRecord record)
    {
        _place = place;
        Parent = parent;
        Type = record.Type;
        SubType = record.SubType;
        Attempts = record.Attempt;
        StartTimestamp = record.StartTimestamp;
        EndTimestamp = record.EndTimestamp;
        DueTimestamp = record.IsEnded ? null : record.DueTimestamp;
        Error = record.Error;
        ScopeRules = RulesText.Read(record.Options);
        if (record.Payload is { } payload)
        {
            PayloadBytes = Encoding.UTF8.GetByteCount(payload);
            PayloadPreview = Cut(payload);
        }
    }

    /// <summary>
    /// The names from the function down to it, for example "checks/validate/rules". Where an operation or a context above it
    /// has no name, "#" and its number in its context stand for it, for example "#3". A slash, a backslash, and a "#" at the
    /// beginning of a name have a backslash in front.
    /// </summary>
    public string Path => _place.Path;

    /// <summary>Its id on the wire and in histories; a hash of the position unless a function process gave another.</summary>
    public string Id => WireId ?? _place.Id.Hex;

    /// <summary>The name that the code gave it; null when it has none.</summary>
    public string? Name => _place.Name;

    /// <summary>What it is: a step, a wait, a callback, an invoke, or a context.</summary>
    public OperationType Type { get; }

    /// <summary>What tells operations of one type apart, for example "Parallel" or "ParallelBranch"; null when it was not given.</summary>
    public string? SubType { get; }

    /// <summary>Where it stands. <see cref="OperationStatus.Started"/> of a step means that an attempt of it runs.</summary>
    public required OperationStatus Status { get; init; }

    /// <summary>
    /// Whether it can still change: neither it nor a context above it nor the execution has ended. What was under way
    /// when its scope was decided keeps its <see cref="Status"/> and is not open.
    /// </summary>
    public required bool IsOpen { get; init; }

    /// <summary>How many attempts of a step, or looks at a condition, have ended; 0 for others.</summary>
    public int Attempts { get; }

    /// <summary>When it began, to the millisecond.</summary>
    public DateTimeOffset StartTimestamp { get; }

    /// <summary>When it ended, to the millisecond; null while it has not.</summary>
    public DateTimeOffset? EndTimestamp { get; }

    /// <summary>When a wait is over, when the next attempt of a step is due, or when a callback times out; null elsewhere, and once it has ended.</summary>
    public DateTimeOffset? DueTimestamp { get; }

    /// <summary>The error that it failed with, or that its last attempt failed with; null when there is none.</summary>
    public DurableError? Error { get; }

    /// <summary>
    /// The rules of a Parallel or a Map as the process had them that ran it last. Null for anything else, for a scope that runs in a function process
    /// of its own, and for one that an earlier version recorded.
    /// </summary>
    public ScopeRules? ScopeRules { get; }

    /// <summary>How many bytes of UTF-8 its payload has: a result, an input of an invoke that has not ended, or the summary of a scope. 0 when it has none.</summary>
    public int PayloadBytes { get; }

    /// <summary>The beginning of its payload, at most <see cref="LongestPreview"/> characters; null when it has none.</summary>
    public string? PayloadPreview { get; }

    /// <summary>Of a callback, the id under which it is completed; null elsewhere.</summary>
    public string? CallbackId { get; init; }

    /// <summary>The name of the execution that the operation has started, as an invoke does; null elsewhere.</summary>
    public string? StartedExecutionName { get; init; }

    /// <summary>The context that it is recorded below; null for operations of the function itself.</summary>
    public OperationNode? Parent { get; }

    /// <summary>Those below it, in the order in which they were first recorded. A flat context has no node: what is in it stands below the context around it.</summary>
    public IReadOnlyList<OperationNode> Children => _children;

    /// <summary>What it is, where it stands, and since when, in a line.</summary>
    /// <returns>For example "step 'rules': Succeeded, 2 attempts, 0.5 s".</returns>
    public override string ToString()
    {
        var kind = OperationPath.Describe(SubType, Name ?? _place.Segment)["the ".Length..];
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{kind}: {Status}");
        if (!IsOpen && EndTimestamp is null)
        {
            text.Append(" (left behind)");
        }

        if (Attempts > 1 || (Attempts == 1 && IsOpen))
        {
            text.Append(", ").Append(Counted.Of(Attempts, "attempt"));
        }

        if (EndTimestamp is { } ended)
        {
            text.Append(CultureInfo.InvariantCulture, $", {(ended - StartTimestamp).TotalSeconds:0.###} s");
        }
        else if (DueTimestamp is { } due)
        {
            text.Append(CultureInfo.InvariantCulture, $", due {due:yyyy-MM-ddTHH:mm:ss.fffZ}");
        }

        return Error is { ErrorMessage: { } message }
            ? text.Append(": ").Append(OneLine(message)).ToString()
            : text.ToString();
    }

    /// <summary>The id that a function process gave it. Else it is a hash, and is made when it is asked for.</summary>
    internal string? WireId { get; init; }

    /// <summary>Its number among the places of the execution that the tree was read with, from 1.</summary>
    internal int Ordinal { get; init; }

    internal string Segment => _place.Segment;

    internal void Add(OperationNode child) => _children.Add(child);

    private static string OneLine(string text) => Cut(text).ReplaceLineEndings(" ");

    // Between characters, not within one.
    private static string Cut(string text) => text.Length <= LongestPreview
        ? text
        : text[..(char.IsHighSurrogate(text[LongestPreview - 1]) ? LongestPreview - 1 : LongestPreview)];
}
