using System.Diagnostics.CodeAnalysis;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running.Operations;

namespace DurableParallel.Conditions;

/// <summary>
/// A condition that is checked until it holds: an attempt is a check, and the state that it returns is recorded, as the
/// end when the condition holds, else with the delay until the next one. An exception of the check is final.
/// </summary>
internal sealed class ConditionOperation<TState>(
    DurableContext context,
    OperationHeader header,
    Func<TState, ConditionContext, Task<TState>> check,
    WaitForConditionConfig<TState> config)
    : AttemptOperation<TState>(context, header)
{
    private string? _state;

    public override string Description => $"condition '{NameOrPath}'";

    protected override bool IsAtMostOnce => false;

    protected override IDurableSerializer Serializer => config.Serializer ?? Context.Serializer;

    private SerializationContext Place => Context.SerializationContext(Header);

    protected override void TakeUp(OperationRecord? record)
    {
        base.TakeUp(record);
        _state = record?.Payload;
    }

    [SuppressMessage("Design", "MA0022", Justification = "There is always a task; the signature leaves room for attempts without one.")]
    protected override Task? CallBody(StepLane lane, out TState value)
    {
        value = default!;
        TState state;
        if (Attempt == 1)
        {
            state = Serializer.Deserialize<TState>(Serializer.Serialize(config.InitialState, Place), Place);
        }
        else if (!RecordedValue.TryRead(Context, Header, Serializer, _state, out state!))
        {
            return new TaskCompletionSource<TState>().Task;
        }

        return check(state, new ConditionContext(Attempt, Header, Context))
            ?? throw Misuse.Of("The check returned null where a Task was expected. Make it an async lambda, or return Task.FromResult(state).");
    }

    protected override void OnAttemptSucceeded(TState value)
    {
        if (!TrySerialize(value, out var payload))
        {
            return;
        }

        WaitDecision? decision;
        var delayMilliseconds = 0L;
        try
        {
            decision = config.Strategy.Decide(Serializer.Deserialize<TState>(payload, Place), Attempt, Random.Shared);
            if (decision is { Continue: true } again)
            {
                RequireState(payload);
                delayMilliseconds = DurationRule.ToMilliseconds(again.Delay, nameof(WaitDecision.Delay));
            }
        }
        catch (Exception fromStrategy)
        {
            Fail(fromStrategy);
            return;
        }

        switch (decision)
        {
            case null:
                Fail(ConditionError.Exhausted(Header.Name, Attempt, payload), cause: null);
                break;
            case { Continue: true }:
                Retry(Header.Retry(payload, delayMilliseconds));
                break;
            default:
                Succeed(payload);
                break;
        }
    }

    protected override void OnAttemptFailed(Exception exception) => Fail(exception);

    protected override OperationFailedException ToException(DurableError error) => new WaitForConditionFailedException(error);

    /// <summary>A host takes a RETRY without a payload for one that leaves the state as it was.</summary>
    private void RequireState(string? payload)
    {
        if (payload is null)
        {
            throw new DurableException(
                ErrorCodes.PayloadUnwritable,
                $"The serializer made no payload of the state of {Description}, which has to be recorded until the next check. Let it write a text, for example an empty one.");
        }
    }
}
