using DurableParallel.Replay;
using Microsoft.Extensions.Logging;

namespace DurableParallel;

/// <content>Logging that says everything once.</content>
public sealed partial class DurableContext
{
    private ReplayAwareLogger? _logger;

    /// <summary>Silent exactly while <see cref="IsReplaying"/> holds, so that a line is written once over all runs. Safe from any thread.</summary>
    public ILogger Logger => _logger ??= new ReplayAwareLogger(this, Invocation.Logger);
}
