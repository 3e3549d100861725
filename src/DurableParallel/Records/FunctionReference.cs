using System.Globalization;
using DurableParallel.Errors;

namespace DurableParallel.Records;

/// <summary>
/// Which function an invoke means: a name, a partial ARN or a full one, each perhaps with a qualifier. Hosts that know
/// functions by name and version only take a number for the version, and every other qualifier, an alias or $LATEST, for
/// the highest.
/// </summary>
/// <param name="Name">The function's name.</param>
/// <param name="Version">The version asked for; null for the highest.</param>
internal readonly record struct FunctionReference(string Name, int? Version)
{
    /// <summary>The longest text of a reference, in characters.</summary>
    public const int MaxLength = 1024;

    private const string Marker = "function";
    private const int PartialArnMarker = 1;
    private const int FullArnMarker = 5;

    /// <exception cref="ArgumentException">The text is none.</exception>
    public static void Check(string functionName)
    {
        ArgumentException.ThrowIfNullOrEmpty(functionName);
        if (functionName.Length > MaxLength || functionName.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw Misuse.OfArgument(
                $"A function is named by 1 to {MaxLength} printable ASCII characters without blanks; this one has {functionName.Length}. "
                + "Give its name, for example 'stock-service', or its ARN.",
                nameof(functionName));
        }
    }

    public static FunctionReference Parse(string functionName)
    {
        var parts = functionName.Split(':');
        var marker = Array.IndexOf(parts, Marker, 1);
        var name = marker is PartialArnMarker or FullArnMarker && marker + 1 < parts.Length ? marker + 1 : 0;
        return (parts.Length - name) switch
        {
            1 => new FunctionReference(parts[name], null),
            2 => new FunctionReference(parts[name], VersionOf(parts[name + 1])),
            _ => new FunctionReference(functionName, null),
        };
    }

    private static int? VersionOf(string qualifier) =>
        int.TryParse(qualifier, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
}
