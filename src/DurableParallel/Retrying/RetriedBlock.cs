using System.Globalization;
using DurableParallel.Logging;
using DurableParallel.Records;
using DurableParallel.Running.Operations;

namespace DurableParallel.Retrying;

/// <summary>
/// The body of a block that is retried: a child context for each attempt, and a wait between two. It is plain durable
/// code, so a replay goes through the same attempts as long as the strategy decides as it did.
/// </summary>
internal sealed class RetriedBlock<T>(string? name, Func<DurableContext, int, Task> body, RetryStrategy strategy)
{
    private const string AttemptInfix = "-attempt-";

    /// <summary>Checks the block's name, whose attempts must have valid names too, whatever their number.</summary>
    public static void CheckName(string? name) =>
        OperationName.CheckPrefix(name, AttemptInfix + int.MaxValue.ToString(CultureInfo.InvariantCulture));

    public async Task<T> RunAsync(DurableContext block)
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan delay;
            try
            {
                return await AttemptAsync(block, attempt).ConfigureAwait(false);
            }
            catch (ChildContextFailedException failed)
            {
                var decision = strategy.DecideAfter(failed, attempt, block.Random);
                if (!decision.Retry)
                {
                    throw;
                }

                delay = decision.Delay;
                Log(block, attempt, failed, delay);
            }

            await block.WaitAsync(delay).ConfigureAwait(false);
        }
    }

    private async Task<T> AttemptAsync(DurableContext block, int attempt)
    {
        var child = block.Child<T>(
            ChildContextKind.Child,
            name is null ? null : name + AttemptInfix + attempt.ToString(CultureInfo.InvariantCulture),
            new AttemptBody(body, attempt).RunAsync,
            serializer: null);
        if (child is ChildContextOperation<Nothing> withoutResult)
        {
            await withoutResult.VoidTask.ConfigureAwait(false);
            return default!;
        }

        return await child.ValueTask.ConfigureAwait(false);
    }

    // Silent while the block replays, so that a retry is told once.
    private void Log(DurableContext block, int attempt, ChildContextFailedException failed, TimeSpan delay) => block.Logger.BlockRetried(
        failed,
        attempt,
        name ?? block.PathOf(block.Id!, name: null),
        failed.Error.ErrorType,
        TimeSpan.FromMilliseconds(DurationRule.ToMilliseconds(delay, nameof(RetryDecision.Delay))).TotalSeconds);

    private sealed class AttemptBody(Func<DurableContext, int, Task> body, int attempt) : IItemBody
    {
        public Delegate UserBody => body;

        public Task RunAsync(DurableContext context) => body(context, attempt);
    }
}
