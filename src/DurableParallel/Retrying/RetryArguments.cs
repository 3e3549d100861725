using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel.Retrying;

/// <summary>Which values retry strategies accept.</summary>
internal static class RetryArguments
{
    public static TimeSpan LongestDelay { get; } = TimeSpan.FromSeconds(DurationRule.MaxSeconds);

    public static int CheckAttempts(int value, string parameter) =>
        value < 1 ? throw Misuse.OfRange(parameter, value, $"{parameter} must be at least 1, the first attempt counted; found {value}.") : value;

    public static TimeSpan CheckDelay(TimeSpan value, string parameter) =>
        value < TimeSpan.Zero || value > LongestDelay
            ? throw Misuse.OfRange(parameter, value, $"{parameter} must be from 0 to {DurationRule.MaxSeconds} seconds (366 days); found {value}.")
            : value;

    public static double CheckRate(double value, string parameter) =>
        value is >= 1 and <= double.MaxValue
            ? value
            : throw Misuse.OfRange(parameter, value, $"{parameter} must be a finite number of at least 1; found {value}.");

    public static Jitter CheckJitter(Jitter value, string parameter) =>
        value is Jitter.None or Jitter.Half or Jitter.Full
            ? value
            : throw Misuse.OfRange(parameter, value, $"{parameter} must be None, Half or Full; found {value}.");
}
