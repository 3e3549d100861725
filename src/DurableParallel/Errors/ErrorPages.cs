using System.Text.RegularExpressions;

namespace DurableParallel.Errors;

/// <summary>What a message with a code ends with: the code, by which records and people know it, and the address of its page.</summary>
internal static partial class ErrorPages
{
    /// <summary>Where the pages are; the code and the ending follow. A path of the repository, as long as the packages name no address of it.</summary>
    public const string Folder = "docs/errors/";

    private const string Ending = ".md";

    /// <summary>The message with its code and the address of its page; one that has both, as that of the exception it was taken from, is left as it is.</summary>
    public static string Append(string code, string message) => Of(code) is var ending && message.EndsWith(ending, StringComparison.Ordinal) ? message : $"{message} {ending}";

    /// <summary>The code and the address of its page, for example "[DP2001] docs/errors/DP2001.md".</summary>
    public static string Of(string code) => $"[{code}] {Folder}{code}{Ending}";

    /// <summary>A message that may be on record, without addresses of pages: older versions wrote none, and pages may move.</summary>
    public static string WithoutAddresses(string message) => Address().Replace(message, "${code}");

    [GeneratedRegex(@"(?<code>\[DP[0-9]{4}\]) [^\s\[\]]*DP[0-9]{4}\.md", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Address();
}
