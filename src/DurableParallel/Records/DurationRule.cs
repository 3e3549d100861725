using DurableParallel.Errors;

namespace DurableParallel.Records;

/// <summary>Durations on record are whole milliseconds. The wire has whole seconds, which a longer part of one is rounded up to.</summary>
internal static class DurationRule
{
    /// <summary>366 days.</summary>
    public const int MaxSeconds = 31_622_400;

    /// <summary>366 days.</summary>
    public const long MaxMilliseconds = MaxSeconds * MillisecondsPerSecond;

    private const long MillisecondsPerSecond = 1000;

    private static TimeSpan Longest => TimeSpan.FromSeconds(MaxSeconds);

    /// <summary>Lets a limit pass that is above zero, as zero would be over at once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not above zero, or longer than 366 days.</exception>
    public static TimeSpan? CheckLimit(TimeSpan? limit, string parameter) =>
        limit <= TimeSpan.Zero || limit > Longest
            ? throw Misuse.OfRange(
                parameter, limit, $"{parameter} must be above 0 and at most {MaxSeconds} seconds (366 days); found {limit}. Set a time in this range, or null for no limit.")
            : limit;

    /// <summary>Lets a time pass that may be zero, as it only delays what happens anyway.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, or longer than 366 days.</exception>
    public static TimeSpan CheckGrace(TimeSpan grace, string parameter) =>
        grace < TimeSpan.Zero || grace > Longest
            ? throw Misuse.OfRange(parameter, grace, $"{parameter} must be from 0 to {MaxSeconds} seconds (366 days); found {grace}. Set a time in this range.")
            : grace;

    /// <summary>Rounds up to whole milliseconds, and to one at least.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative or longer than 366 days.</exception>
    public static long ToMilliseconds(TimeSpan duration, string parameter) => RoundUp(duration, TimeSpan.TicksPerMillisecond, "milliseconds", parameter);

    /// <summary>Rounds up to whole seconds, and to one at least: for what the wire has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative or longer than 366 days.</exception>
    public static int ToWholeSeconds(TimeSpan duration, string parameter) => (int)RoundUp(duration, TimeSpan.TicksPerSecond, "seconds", parameter);

    /// <summary>A duration on record as the wire has it: rounded up to whole seconds.</summary>
    public static int ToWire(long milliseconds) => (int)((milliseconds / MillisecondsPerSecond) + (milliseconds % MillisecondsPerSecond > 0 ? 1 : 0));

    /// <summary>A duration of the wire as it is on record.</summary>
    public static long FromWire(int seconds) => seconds * MillisecondsPerSecond;

    /// <summary>Whether the wire has the duration as it is.</summary>
    public static bool FitsWire(long milliseconds) => milliseconds % MillisecondsPerSecond == 0;

    private static long RoundUp(TimeSpan duration, long ticksPerUnit, string unit, string parameter) =>
        duration < TimeSpan.Zero || duration > Longest
            ? throw Misuse.OfRange(
                parameter, duration, $"{parameter} must be from 0 to {MaxSeconds} seconds (366 days); found {duration}. It is rounded up to whole {unit}, and to 1 at least.")
            : Math.Max(1, (duration.Ticks + ticksPerUnit - 1) / ticksPerUnit);
}
