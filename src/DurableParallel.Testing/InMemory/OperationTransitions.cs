using System.Text.Json;
using DurableParallel.Records;

namespace DurableParallel.Testing.InMemory;

/// <summary>Refuses updates that the service would refuse; see <see cref="OperationRules"/>.</summary>
internal static class OperationTransitions
{
    private const int MaxErrorBytes = 32768;
    private static readonly string WithOptions =
        string.Join(" or ", OperationKinds.All.Where(static kind => kind.Options is not null).Select(static kind => kind.Noun.ToLowerInvariant()));

    /// <exception cref="HostViolationException">The update is not legal for the operation as it is.</exception>
    public static void Check(OperationRecord? current, in OperationUpdate update)
    {
        CheckShape(current, update);
        if (update.Type == OperationType.Execution || !OperationRules.IsOfFunctions(update.Type, update.Action))
        {
            throw Violation(update, "the action is not one of this type");
        }

        if (!OperationRules.MayFollow(update.Type, update.Action, current?.Status))
        {
            throw Violation(update, $"the operation is {current?.Status.ToString() ?? "absent"}, from where this action is not legal");
        }
    }

    private static void CheckShape(OperationRecord? current, in OperationUpdate update)
    {
        if (current is not null && current.Type != update.Type)
        {
            throw Violation(update, $"the operation is a {current.Type}");
        }

        if (current is not null && update.Name is not null && current.Name != update.Name)
        {
            throw Violation(update, $"the operation has the name '{current.Name}'");
        }

        if (current is not null && update.SubType is not null && current.SubType != update.SubType)
        {
            throw Violation(update, $"the operation has the subtype '{current.SubType}'");
        }

        if (update.Name is { } name && (name.Length is 0 or > NameText.MaxLength || NameText.WhyRefused(name) is not null))
        {
            throw Violation(update, "a name has 1 to 256 characters, none a control character or a line separator");
        }

        if (OperationRules.HasDelay(update.Type, update.Action) ? update.DelayMilliseconds < 1 : update.DelayMilliseconds != 0)
        {
            throw Violation(update, $"its delay is {update.DelayMilliseconds} ms; a wait's START and a step's RETRY have one of at least 1 ms, the others none");
        }

        if (update.Action == OperationAction.Succeed ? update.Error is not null : update.Action == OperationAction.Fail && update.Payload is not null)
        {
            throw Violation(update, "SUCCEED has no error and FAIL has no payload");
        }

        if (update.Action == OperationAction.Fail && update.Error is null)
        {
            throw Violation(update, "FAIL has an error");
        }

        if (update is { Action: OperationAction.Retry, Payload: not null, Error: not null })
        {
            throw Violation(update, "RETRY has an error or a payload, not both");
        }

        if (!SaysRules(update) && update.Options?.GetType() != (update.Action == OperationAction.Start ? OperationKinds.Of(update.Type).Options : null))
        {
            throw Violation(update, $"the START of {WithOptions}, and nothing else, has the options of its type");
        }

        if (update.Error is { } error && JsonSerializer.SerializeToUtf8Bytes(error, ErrorJson.Default.DurableError).Length > MaxErrorBytes)
        {
            throw Violation(update, $"its error has more than {MaxErrorBytes} bytes");
        }

        if (update.ReplayChildren && update is not { Type: OperationType.Context, Action: OperationAction.Succeed })
        {
            throw Violation(update, "only a context's SUCCEED may ask to replay the children");
        }
    }

    // A scope says its rules, at its start and where they are others at its end; what else is a context has none.
    private static bool SaysRules(in OperationUpdate update) =>
        update is { Type: OperationType.Context, Options: ScopeOptions, SubType: OperationSubTypes.Parallel or OperationSubTypes.Map };

    internal static HostViolationException Violation(in OperationUpdate update, string reason) =>
        new($"{update.Type} {update.Action} of {update.Id} '{update.Name}' ({update.SubType ?? "no subtype"}) is refused: {reason}.");
}
