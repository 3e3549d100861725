using System.Collections.Concurrent;
using DurableParallel.Running;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Logging;

/// <summary>Says once for each function and limit what of it would not pass on AWS.</summary>
internal sealed class AwsLimitLog(ILogger logger)
{
    private readonly ConcurrentDictionary<(string Function, LimitKind Kind), byte> _said = new();

    public void Report(string functionName, LimitKind kind, DurableLimitException beyond)
    {
        if (_said.TryAdd((functionName, kind), 0))
        {
            logger.BeyondAws(functionName, beyond.Message);
        }
    }
}
