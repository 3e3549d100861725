namespace DurableParallel.Console.Logging;

/// <summary>Texts of requests as log lines hold them.</summary>
internal static class LogText
{
    private const int Longest = 1000;

    /// <summary>The text without anything that could begin another line or steer a terminal, and of a bounded length.</summary>
    public static string OneLine(string text)
    {
        var line = text.Length <= Longest ? text : text[..Longest];
        return line.Any(IsControl) ? string.Concat(line.Select(static c => IsControl(c) ? ' ' : c)) : line;
    }

    private static bool IsControl(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
}
