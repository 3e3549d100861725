using System.Globalization;

namespace DurableParallel.Cli.Commands;

/// <summary>Times as they are typed: ISO 8601, or how long ago.</summary>
internal static class Times
{
    /// <summary>The time as the API takes it; null for null.</summary>
    /// <exception cref="CliException">The text is no time.</exception>
    public static string? Read(string option, string? text) => text is null ? null : Format(Parse(option, text));

    private static DateTimeOffset Parse(string option, string text)
    {
        if (text.Length > 1 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && SecondsOf(text[^1]) is { } seconds && count * seconds < 1e10)
        {
            return TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(count * seconds);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time)
            ? time
            : throw CliException.Usage($"{option} needs a time such as 2026-03-01T12:00:00Z, or how long ago as 90s, 15m, 2h or 3d, and '{text}' is none.");
    }

    private static string Format(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static double? SecondsOf(char unit) => unit switch
    {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => null,
    };
}
