using DurableParallel.Errors;
using DurableParallel.Logging;
using DurableParallel.Records;
using DurableParallel.Running.Operations;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Steps;

/// <summary>A step: the first attempt that returns is its end; after one that threw the retry strategy is asked.</summary>
internal sealed class StepOperation<T>(DurableContext context, OperationHeader header, Delegate body, StepConfig? config)
    : AttemptOperation<T>(context, header)
{
    public override string Description => $"step '{NameOrPath}'";

    protected override bool IsAtMostOnce => config?.Semantics == StepSemantics.AtMostOncePerRetry;

    protected override IDurableSerializer Serializer => config?.Serializer ?? Context.Serializer;

    public StepContext MakeContext() => new(Attempt, Header, Context, OpenServices());

    protected override Task? CallBody(out T value) => StepBody.Call(body, this, out value);

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

        Retry(Header.Retry(ErrorRecorder.FromException(exception), delayMilliseconds));
    }
}
