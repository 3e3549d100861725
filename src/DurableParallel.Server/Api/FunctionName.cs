using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using DurableParallel.Records;

namespace DurableParallel.Server.Api;

/// <summary>A function as requests name it: its name, a partial ARN or an ARN, each with a qualifier or without.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Qualifier">$LATEST, a version or an alias; null when it was not given.</param>
internal sealed partial record FunctionName(string Name, string? Qualifier)
{
    private const int Longest = 256;

    /// <summary>The version that the qualifier stands for: a number, and 0, $LATEST, for all others.</summary>
    public int Version => FunctionReference.Parse($"{Name}:{Qualifier ?? "$LATEST"}").Version ?? 0;

    public static bool TryParse(string text, string? qualifier, [NotNullWhen(true)] out FunctionName? name)
    {
        name = null;
        var match = text.Length <= Longest ? Pattern().Match(text) : Match.Empty;
        if (!match.Success || (qualifier is not null && !QualifierPattern().IsMatch(qualifier)))
        {
            return false;
        }

        var own = match.Groups["qualifier"] is { Success: true } group ? group.Value : null;
        name = new FunctionName(match.Groups["name"].Value, qualifier ?? own);
        return own is null || qualifier is null || own == qualifier;
    }

    /// <exception cref="ApiException">It is none.</exception>
    public static FunctionName Parse(string text, string? qualifier) => TryParse(text, qualifier, out var name)
        ? name
        : throw ApiException.InvalidParameter(
            $"FunctionName must be a name of 1 to 64 characters of A-Z, a-z, 0-9, - and _, a partial ARN or an ARN, with one qualifier at most; found '{ApiRequest.Shown(text)}'"
            + (qualifier is null ? "." : $" and the qualifier '{ApiRequest.Shown(qualifier)}'."));

    [GeneratedRegex(
        @"^(?:arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\d{12}:function:|\d{12}:function:)?(?<name>[a-zA-Z0-9-_]{1,64})(?::(?<qualifier>\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9-_]{1,128}))?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^(?:\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9-_]{1,128})$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QualifierPattern();
}
