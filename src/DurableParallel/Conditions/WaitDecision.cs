using System.Runtime.InteropServices;

namespace DurableParallel;

/// <summary>What a wait strategy decides after a check.</summary>
/// <param name="Continue">Whether there is another check; false says that the condition holds.</param>
/// <param name="Delay">How long until then; 0 to 366 days, rounded up to whole milliseconds and to 1 at least; on AWS to whole seconds.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct WaitDecision(bool Continue, TimeSpan Delay)
{
    /// <summary>The condition holds: the wait ends with the state that the check returned.</summary>
    public static WaitDecision Stop => default;

    /// <summary>Another check after the delay.</summary>
    /// <param name="delay">0 to 366 days.</param>
    /// <returns>The decision.</returns>
    public static WaitDecision After(TimeSpan delay) => new(true, delay);
}
