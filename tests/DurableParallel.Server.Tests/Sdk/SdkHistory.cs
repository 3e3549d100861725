using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DurableParallel.Server.Tests.Raw;

namespace DurableParallel.Server.Tests.Sdk;

/// <summary>
/// The history of an execution whose ids were made by a library: each is shown as the path of the names above it, or of
/// the places of those that have no name.
/// </summary>
internal static partial class SdkHistory
{
    private static readonly string[] SubTypes =
    [
        "Context RunInChildContext", "Context Parallel", "Context ParallelBranch", "Context Map", "Context MapIteration", "Context WaitForCallback",
        "Step Step", "Step WaitForCondition", "Wait Wait", "Callback Callback", "ChainedInvoke ChainedInvoke",
    ];

    public static string Describe(IReadOnlyList<JsonObject> events)
    {
        Dictionary<string, string> paths = new(StringComparer.Ordinal);
        List<JsonObject> shown = [];
        foreach (var e in events.Select(e => e.DeepClone().AsObject()))
        {
            if (!((string)e["EventType"]!).StartsWith("Execution", StringComparison.Ordinal) && (string?)e["Id"] is { } id)
            {
                Check(id, e);
                var path = paths.TryGetValue(id, out var known) ? known : paths[id] = PathOf(e, paths);
                e["Id"] = RawScript.IdOf(path);
                if ((string?)e["ParentId"] is { } parent)
                {
                    e["ParentId"] = RawScript.IdOf(paths[parent]);
                }
            }

            shown.Add(e);
        }

        return RawHistory.Describe(shown);
    }

    private static string PathOf(JsonObject e, Dictionary<string, string> paths)
    {
        var above = (string?)e["ParentId"] is { } parent ? paths[parent] + "." : "";
        var place = 1 + paths.Values.Count(path => path.StartsWith(above, StringComparison.Ordinal) && !path[above.Length..].Contains('.', StringComparison.Ordinal));
        var name = (string?)e["Name"] is { } text ? NotOfAWord().Replace(text, "_") : $"{place}";
        return paths.ContainsValue(above + name) ? $"{above}{name}_{place}" : above + name;
    }

    private static void Check(string id, JsonObject e)
    {
        id.Should().MatchRegex("^[A-Za-z0-9_-]{1,64}$");
        $"{Ending().Replace((string)e["EventType"]!, "")} {(string?)e["SubType"]}".Should().BeOneOf(SubTypes);
    }

    [GeneratedRegex("[^A-Za-z0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotOfAWord();

    [GeneratedRegex("(Started|Succeeded|Failed|TimedOut|Stopped|Cancelled)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ending();
}
