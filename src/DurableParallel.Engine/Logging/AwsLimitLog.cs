using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Logging;

/// <summary>Says once for each function what of it would not pass on AWS.</summary>
internal sealed class AwsLimitLog(ILogger logger)
{
    private readonly ConcurrentDictionary<string, byte> _said = new(StringComparer.Ordinal);

    public void Report(string functionName, DurableLimitException beyond)
    {
        if (_said.TryAdd(functionName, 0))
        {
            logger.BeyondAws(functionName, beyond.Message);
        }
    }
}
