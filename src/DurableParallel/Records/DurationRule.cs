using DurableParallel.Errors;

namespace DurableParallel.Records;

/// <summary>Durations on record are whole seconds, on every host.</summary>
internal static class DurationRule
{
    /// <summary>366 days.</summary>
    public const int MaxSeconds = 31_622_400;

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

    /// <summary>Rounds up to whole seconds, and to one second at least.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative or longer than 366 days.</exception>
    public static int ToWholeSeconds(TimeSpan duration, string parameter)
    {
        if (duration < TimeSpan.Zero || duration > Longest)
        {
            throw Misuse.OfRange(
                parameter, duration, $"{parameter} must be from 0 to {MaxSeconds} seconds (366 days); found {duration}. It is rounded up to whole seconds, and to 1 at least.");
        }

        return Math.Max(1, (int)((duration.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond));
    }
}
