using DurableParallel.Errors;
using DurableParallel.Logging;
using DurableParallel.Records;
using DurableParallel.Running.Operations;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Steps;

/// <summary>A step: the first attempt that returns is its end; after one that threw the retry strategy is asked.</summary>
internal sealed class StepOperation<T>(DurableContext context, OperationHeader header, Delegate body, StepConfig? config)
    : AttemptOperation<T>(context, header), ITimedAttempt
{
    public override string Description => $"step '{NameOrPath}'";

    protected override bool IsAtMostOnce => config?.Semantics == StepSemantics.AtMostOncePerRetry;

    protected override IDurableSerializer Serializer => config?.Serializer ?? Context.Serializer;

    protected override bool HasLimit => config is not null && (config.Timeout ?? config.HeartbeatTimeout) is not null;

    int ITimedAttempt.Number => Attempt;

    IDurableSerializer ITimedAttempt.Serializer => Serializer;

    public StepContext MakeContext(StepLane lane) => new(Attempt, Header, Context, OpenServices(lane), lane.Limit);

    void ITimedAttempt.OnTimeOver(StepLane lane, TimeoutException timeout) => LeaveBody(lane, timeout);

    protected override AttemptLimit? BeginLimit(StepLane lane) => HasLimit ? new AttemptLimit(this, lane, config!, Details) : null;

    protected override Task? CallBody(StepLane lane, out T value) => StepBody.Call(body, this, lane, out value);

    protected override void TakeUp(OperationRecord? record)
    {
        base.TakeUp(record);
        if (HasLimit)
        {
            Details = RecordedHeartbeat.Find(record?.Error) ?? Details;
        }
    }

    protected override OperationFailedException ToException(DurableError error) => new StepFailedException(error);

    protected override void OnAttemptSucceeded(T value)
    {
        if (TrySerialize(value, out var payload))
        {
            Succeed(payload);
        }
    }

    protected override void OnAttemptFailed(Exception exception)
    {
        RetryDecision decision;
        try
        {
            decision = (config?.Retry ?? RetryStrategy.Default).DecideAfter(exception, Attempt, Random.Shared);
        }
        catch (Exception fromStrategy)
        {
            Fail(fromStrategy);
            return;
        }

        if (decision.Retry)
        {
            Retry(exception, DurationRule.ToMilliseconds(decision.Delay, nameof(RetryDecision.Delay)));
        }
        else
        {
            Fail(exception);
        }
    }

    private void Retry(Exception exception, long delayMilliseconds)
    {
        var logger = Context.LoggerOf(Header, Attempt);
        if (logger.IsEnabled(LogLevel.Warning))
        {
            logger.StepRetried(exception, Attempt, Description, exception.GetType().Name, TimeSpan.FromMilliseconds(delayMilliseconds).TotalSeconds);
        }

        Retry(Header.Retry(RecordedHeartbeat.Note(ErrorRecorder.FromException(exception), Details), delayMilliseconds));
    }
}
