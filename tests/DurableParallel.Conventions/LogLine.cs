using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Conventions;

/// <summary>A line that the library may log, as it is defined or as the guide lists it.</summary>
internal sealed partial record LogLine(int Id, string Name, string Level, string Message)
{
    /// <summary>The definitions of a package.</summary>
    public static IEnumerable<LogLine> OfPackage(string package) =>
        from type in Packages.WrittenTypes(package)
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        let definition = method.GetCustomAttribute<LoggerMessageAttribute>()
        where definition is not null
        select new LogLine(definition.EventId, definition.EventName ?? method.Name, definition.Level.ToString(), definition.Message);

    /// <summary>The rows of a table in a document: id, name, level and text.</summary>
    public static IEnumerable<LogLine> InDocument(string path) =>
        from line in File.ReadAllLines(path)
        let row = Row().Match(line)
        where row.Success
        select new LogLine(int.Parse(row.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), row.Groups[2].Value, row.Groups[3].Value, row.Groups[4].Value);

    public override string ToString() => $"| {Id} | `{Name}` | {Level} | {Message} |";

    [GeneratedRegex(@"^\| (\d+) \| `(\w+)` \| (\w+) \| (.+) \|$", RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
