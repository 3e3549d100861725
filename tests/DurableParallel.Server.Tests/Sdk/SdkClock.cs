using DurableParallel.Testing;

namespace DurableParallel.Server.Tests.Sdk;

/// <summary>
/// What a function process sees of the time: it reads the server's clock, and its own timers run by themselves, so that
/// the clock has no timers but the server's and moves only when an execution is at rest.
/// </summary>
internal sealed class SdkClock(ManualTimeProvider server) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => server.GetUtcNow();
}
