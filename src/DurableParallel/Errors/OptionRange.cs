using System.Numerics;
using System.Runtime.CompilerServices;

namespace DurableParallel.Errors;

/// <summary>Refuses values of options, with a message that names the option, its range and what was found. Called in an option's setter, so that the option's name is the caller's.</summary>
internal static class OptionRange
{
    /// <exception cref="ArgumentOutOfRangeException">Less than <paramref name="least"/>.</exception>
    public static T AtLeast<T>(T value, T least, string otherwise = "", [CallerMemberName] string option = "")
        where T : INumber<T> =>
        value >= least ? value : throw Outside(option, value, $"must be {least} or more", otherwise);

    /// <exception cref="ArgumentOutOfRangeException">Less than <paramref name="least"/>, or more than <paramref name="most"/>.</exception>
    public static T Within<T>(T value, T least, T most, string otherwise = "", [CallerMemberName] string option = "")
        where T : INumber<T> =>
        value >= least && value <= most ? value : throw Outside(option, value, $"must be from {least} to {most}", otherwise);

    /// <exception cref="ArgumentOutOfRangeException">Less than zero, or more than <paramref name="most"/>.</exception>
    public static TimeSpan UpTo(TimeSpan value, TimeSpan most, string otherwise = "", [CallerMemberName] string option = "") =>
        value >= TimeSpan.Zero && value <= most ? value : throw Outside(option, value, $"must be from 0 to {Days(most)}", otherwise);

    /// <exception cref="ArgumentOutOfRangeException">Zero or less.</exception>
    public static TimeSpan AboveZero(TimeSpan value, string otherwise = "", [CallerMemberName] string option = "") =>
        value > TimeSpan.Zero ? value : throw Outside(option, value, "must be above 0", otherwise);

    /// <exception cref="ArgumentOutOfRangeException">Zero or less, or more than <paramref name="most"/>.</exception>
    public static TimeSpan AboveZero(TimeSpan value, TimeSpan most, string otherwise = "", [CallerMemberName] string option = "") =>
        value > TimeSpan.Zero && value <= most ? value : throw Outside(option, value, $"must be above 0 and at most {Days(most)}", otherwise);

    private static string Days(TimeSpan time) => Counted.Of((long)time.TotalDays, "day");

    private static ArgumentOutOfRangeException Outside(string option, object value, string range, string otherwise)
    {
        var or = otherwise.Length == 0 ? string.Empty : $", or {otherwise}";
        return new ArgumentOutOfRangeException(option, value, FormattableString.Invariant($"{option} {range}{or}; found {value}."));
    }
}
