using DurableParallel.Records;
using DurableParallel.Wire;

namespace DurableParallel.Engine.Serving;

/// <summary>
/// Whether a batch of updates fits the execution: the whole batch or nothing. The batch is gone through in its order, so
/// that an update may build upon those before it.
/// </summary>
internal sealed class CheckpointValidator
{
    private const int ErrorLimit = 32_768;
    private readonly Func<string, Known?> _find;
    private readonly Dictionary<string, Known> _changed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _started = new(StringComparer.Ordinal);

    private CheckpointValidator(Func<string, Known?> find) => _find = find;

    /// <exception cref="CheckpointRefusedException">An update is not valid.</exception>
    public static void Check(IReadOnlyList<WireUpdate> updates, Func<string, Known?> find)
    {
        var validator = new CheckpointValidator(find);
        CheckExecution(updates);
        CheckIds(updates);
        validator.CheckParents(updates);
        foreach (var update in updates)
        {
            validator.Check(update);
        }
    }

    private static void CheckExecution(IReadOnlyList<WireUpdate> updates)
    {
        var ends = updates.Count(static update => update.Type == OperationType.Execution);
        Require(ends <= 1, "Cannot checkpoint multiple EXECUTION updates.");
        Require(ends == 0 || updates[^1].Type == OperationType.Execution, "EXECUTION checkpoint must be the last update.");
    }

    private static void CheckIds(IReadOnlyList<WireUpdate> updates)
    {
        var seen = new Dictionary<string, WireUpdate?>(StringComparer.Ordinal);
        foreach (var update in updates)
        {
            if (seen.TryAdd(update.Id, update))
            {
                continue;
            }

            var mayFollow = seen[update.Id] is { Action: OperationAction.Start, Type: OperationType.Step or OperationType.Context }
                && update.Action != OperationAction.Start;
            Require(mayFollow, "Cannot checkpoint multiple operations with the same ID.");
            seen[update.Id] = null;
        }
    }

    private void CheckParents(IReadOnlyList<WireUpdate> updates)
    {
        foreach (var update in updates)
        {
            if (update.ParentId is { } parent)
            {
                Require(_started.Contains(parent) || _find(parent) is { Type: OperationType.Context }, "Invalid parent operation id.");
            }

            if (update is { Type: OperationType.Context, Action: OperationAction.Start })
            {
                _started.Add(update.Id);
            }
        }
    }

    private void Check(WireUpdate update)
    {
        var known = _changed.GetValueOrDefault(update.Id) ?? _find(update.Id);
        if (known is not null)
        {
            Require(update.Type == known.Type, "Inconsistent operation type.");
            Require(update.SubType is null || update.SubType == known.SubType, "Inconsistent operation subtype.");
            Require(update.Name is null || update.Name == known.Name, "Inconsistent operation name.");
            Require(update.ParentId is null || update.ParentId == known.ParentId, "Inconsistent parent operation id.");
        }

        Require(Fits(update.Error), "Error object size must be less than 32768 bytes.");
        Require(!OperationKinds.Of(update.Type).IsOurs && OperationRules.IsOfFunctions(update.Type, update.Action), "Invalid action for the given operation type.");
        CheckPayload(update);
        var next = Next(update, known?.Status);
        _changed[update.Id] = known is null
            ? new Known(update.Type, update.SubType, update.Name, update.ParentId, next)
            : known with { Status = next };
    }

    private static void CheckPayload(WireUpdate update)
    {
        Require(update.Action != OperationAction.Succeed || update.Error is null, "Cannot provide an Error for SUCCEED action.");
        Require(update.Action != OperationAction.Fail || update.Payload is null, "Cannot provide a Payload for FAIL action.");
    }

    private static OperationStatus Next(WireUpdate update, OperationStatus? status)
    {
        Require(OperationRules.MayFollow(update.Type, update.Action, status), WhyNot(update.Type, update.Action));
        CheckOptions(update);
        return OperationRules.StatusAfter(update.Action);
    }

    // In the service's words.
    private static string WhyNot(OperationType type, OperationAction action) => (type, action) switch
    {
        (OperationType.Step, OperationAction.Start) => "Invalid current STEP state to start.",
        (OperationType.Step, OperationAction.Retry) => "Invalid current STEP state to re-attempt.",
        (OperationType.Step, _) => "Invalid current STEP state to close.",
        (OperationType.Context, not OperationAction.Start) => "Invalid current CONTEXT state to close.",
        (OperationType.Execution, _) => "Invalid current EXECUTION state to close.",
        (_, OperationAction.Start) => $"Cannot start {OperationKinds.Of(type).Noun} that already exist.",
        _ => $"Cannot cancel {OperationKinds.Of(type).Noun} that does not exist or has already completed.",
    };

    private static void CheckOptions(WireUpdate update)
    {
        switch (update)
        {
            case { Type: OperationType.Step, Action: OperationAction.Retry }:
                Require(WireChanges.DelayOf(update) > 0, "Invalid StepOptions for the given action.");
                Require(update.Error is null || update.Payload is null, "Cannot provide both error and payload to RETRY a STEP.");
                break;
            case { Type: OperationType.Wait, Action: OperationAction.Start }:
                Require(WireChanges.DelayOf(update) > 0, "Invalid WaitOptions for the given action.");
                break;
            case { Action: OperationAction.Start } when OperationKinds.Of(update.Type).Options is { } options:
                Require(update.Options is not null, $"Invalid {options.Name} for the given action.");
                break;
        }
    }

    // A character has a byte at least, so that only what may fit is written to be measured: an execution waits for it.
    private static bool Fits(WireError? error) => error is null
        || (LengthOf(error) <= ErrorLimit && WireJson.Seconds.Write(error).Length <= ErrorLimit);

    private static long LengthOf(WireError error) =>
        (error.ErrorType?.Length ?? 0L) + (error.ErrorMessage?.Length ?? 0) + (error.ErrorData?.Length ?? 0) + (error.StackTrace?.Sum(static line => (long)line.Length) ?? 0);

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new CheckpointRefusedException(otherwise);
        }
    }

    /// <summary>What is known of an operation, from its records or from an update before.</summary>
    internal sealed record Known(OperationType Type, string? SubType, string? Name, string? ParentId, OperationStatus Status);
}
