using System.Runtime.InteropServices;

namespace DurableParallel;

/// <summary>What a retry strategy decides after a failed attempt.</summary>
/// <param name="Retry">Whether there is another attempt.</param>
/// <param name="Delay">How long until then; 0 to 366 days, rounded up to whole milliseconds and to 1 at least; on AWS to whole seconds.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RetryDecision(bool Retry, TimeSpan Delay)
{
    /// <summary>No further attempt: the operation fails.</summary>
    public static RetryDecision Stop => default;

    /// <summary>Another attempt after the delay.</summary>
    /// <param name="delay">0 to 366 days.</param>
    /// <returns>The decision.</returns>
    public static RetryDecision After(TimeSpan delay) => new(true, delay);
}
