using System.Text.Json.Nodes;

namespace DurableParallel.Server.Tests.Raw;

/// <summary>A history in the words of <see cref="RawScript"/>, after what must hold for every history was looked at.</summary>
internal static class RawHistory
{
    private static readonly string[] Common = ["EventType", "EventId", "EventTimestamp", "Id", "Name", "ParentId", "SubType"];

    public static string Describe(IReadOnlyList<JsonObject> events)
    {
        decimal last = 0;
        for (var index = 0; index < events.Count; index++)
        {
            var e = events[index];
            ((int)e["EventId"]!).Should().Be(index + 1);
            ((decimal)e["EventTimestamp"]!).Should().BeGreaterThanOrEqualTo(last);
            last = (decimal)e["EventTimestamp"]!;
            HasIdentity(e).Should().Be((string?)e["EventType"] != "InvocationCompleted", "all events but those of invocations say whose they are");
            e.Select(member => member.Key).Except(Common).Should().Equal($"{(string)e["EventType"]!}Details");
        }

        return string.Join(' ', events.Select(Describe));
    }

    private static bool HasIdentity(JsonObject e) => e["Id"] is not null;

    private static string Describe(JsonObject e)
    {
        var type = (string)e["EventType"]!;
        var details = (JsonObject)e[$"{type}Details"]!;
        switch (type)
        {
            case "InvocationCompleted":
                return details.ContainsKey("Error") ? "X" : "I";
            case "ExecutionStarted":
                return "E+";
            case "ExecutionSucceeded":
                return "ES";
            case "ExecutionFailed":
                return "EF";
            case "ExecutionTimedOut":
                return "ET";
            case "ExecutionStopped":
                return "EX";
        }

        return $"{KindOf(type, (string?)e["SubType"])}{ActionOf(type)}{PathOf(e)}{ArgumentsOf(type, details)}";
    }

    private static string PathOf(JsonObject e)
    {
        var id = (string)e["Id"]!;
        var parent = (string?)e["ParentId"];
        var path = id.Replace('-', '.');
        var expected = path.LastIndexOf('.') is >= 0 and var dot ? RawScript.IdOf(path[..dot]) : null;
        parent.Should().Be(expected, "the events of an operation say what is above it");
        return path;
    }

    private static string ArgumentsOf(string type, JsonObject details)
    {
        if (details["RetryDetails"] is JsonObject retry)
        {
            return retry.TryGetPropertyValue("NextAttemptDelaySeconds", out var delay)
                ? $"({(int)retry["CurrentAttempt"]!};{(int)delay!})"
                : $"({(int)retry["CurrentAttempt"]!})";
        }

        return type == "WaitStarted" ? $"({(int)details["Duration"]!})" : "";
    }

    private static char KindOf(string type, string? subType) => subType switch
    {
        "Parallel" => 'P',
        "Map" => 'M',
        "ParallelBranch" or "MapIteration" => 'B',
        "WaitForCallback" => 'V',
        "Callback" => 'K',
        "ChainedInvoke" => 'N',
        "WaitForCondition" => 'Q',
        _ => type[0],
    };

    private static string ActionOf(string type) => type switch
    {
        _ when type.EndsWith("Started", StringComparison.Ordinal) => "+",
        _ when type.EndsWith("Succeeded", StringComparison.Ordinal) => "-",
        _ when type.EndsWith("Failed", StringComparison.Ordinal) => "!",
        _ when type.EndsWith("TimedOut", StringComparison.Ordinal) => "?",
        _ when type.EndsWith("Stopped", StringComparison.Ordinal) => "#",
        _ => "/",
    };
}
