using System.Collections.Concurrent;
using DurableParallel.Records;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Lambda.Logging;

/// <summary>Says once for each function that a delay of it has a part of a second, which the service has not.</summary>
internal sealed class RoundedDelays
{
    private readonly ConcurrentDictionary<DurableFunction, byte> _said = new();

    public void Watch(in OperationUpdate update, DurableFunction function, ILogger logger)
    {
        if (LengthOf(update) is { } milliseconds && _said.TryAdd(function, 0))
        {
            var operation = OperationPath.Describe(update.SubType ?? update.Type.ToString(), update.Name, update.Id.ToString());
            logger.DelayRounded(operation, TimeSpan.FromMilliseconds(milliseconds).TotalSeconds, DurationRule.ToWire(milliseconds));
        }
    }

    // The first duration of an update that the wire has not; null for none.
    private static long? LengthOf(in OperationUpdate update)
    {
        if (!DurationRule.FitsWire(update.DelayMilliseconds))
        {
            return update.DelayMilliseconds;
        }

        if (update.Options is not CallbackOptions callback)
        {
            return null;
        }

        return !DurationRule.FitsWire(callback.TimeoutMilliseconds) ? callback.TimeoutMilliseconds
            : !DurationRule.FitsWire(callback.HeartbeatTimeoutMilliseconds) ? callback.HeartbeatTimeoutMilliseconds
            : null;
    }
}
