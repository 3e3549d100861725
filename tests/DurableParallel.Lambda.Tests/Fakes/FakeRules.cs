using System.Text;
using System.Text.Json.Nodes;

namespace DurableParallel.Lambda.Tests.Fakes;

/// <summary>What the service refuses, by the text of the protocol and nothing of ours.</summary>
internal static class FakeRules
{
    private static readonly Dictionary<string, string[]> Actions = new(StringComparer.Ordinal)
    {
        ["STEP"] = ["START", "FAIL", "RETRY", "SUCCEED"],
        ["CONTEXT"] = ["START", "FAIL", "SUCCEED"],
        ["WAIT"] = ["START", "CANCEL"],
        ["CHAINED_INVOKE"] = ["START", "CANCEL"],
        ["CALLBACK"] = ["START"],
        ["EXECUTION"] = ["SUCCEED", "FAIL"],
    };

    public static void CheckBatch(IReadOnlyList<JsonObject> updates, Func<string, FakeOperation?> find)
    {
        var executions = updates.Count(static u => Text(u, "Type") == "EXECUTION");
        Require(executions <= 1, "Cannot checkpoint multiple EXECUTION updates.");
        Require(executions == 0 || Text(updates[^1], "Type") == "EXECUTION", "EXECUTION checkpoint must be the last update.");
        Require(updates.Count <= 200, "Too many updates.");
        Dictionary<string, JsonObject> first = new(StringComparer.Ordinal);
        Dictionary<string, string> contexts = new(StringComparer.Ordinal);
        HashSet<string> twice = new(StringComparer.Ordinal);
        foreach (var update in updates)
        {
            var id = Text(update, "Id")!;
            Require(id.Length is >= 1 and <= 64 && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'), "Invalid Id.");
            if (first.TryGetValue(id, out var earlier))
            {
                Require(
                    Text(earlier, "Type") is "STEP" or "CONTEXT" && Text(earlier, "Action") == "START" && Text(update, "Action") != "START" && twice.Add(id),
                    "Cannot checkpoint multiple operations with the same ID.");
            }

            first.TryAdd(id, update);
            if (Text(update, "ParentId") is { } parent)
            {
                Require(find(parent)?.Type == "CONTEXT" || contexts.ContainsKey(parent), "Invalid parent operation id.");
            }

            if (Text(update, "Type") == "CONTEXT" && Text(update, "Action") == "START")
            {
                contexts[id] = id;
            }
        }
    }

    public static void Check(JsonObject update, FakeOperation? known)
    {
        var type = Text(update, "Type")!;
        var action = Text(update, "Action")!;
        if (known is not null)
        {
            Require(known.Type == type, "Inconsistent operation type.");
            Require(Text(update, "SubType") is not { } subType || subType == known.SubType, "Inconsistent operation subtype.");
            Require(Text(update, "Name") is not { } name || name == known.Name, "Inconsistent operation name.");
            Require(Text(update, "ParentId") is not { } parent || parent == known.ParentId, "Inconsistent parent operation id.");
        }

        Require(update["Error"] is not { } error || Encoding.UTF8.GetByteCount(error.ToJsonString()) < 32768, "Error object size must be less than 32768 bytes.");
        Require(Actions[type].Contains(action), "Invalid action for the given operation type.");
        var isOpen = known?.Status is null or "STARTED" or "READY";
        switch (type, action)
        {
            case ("STEP", "START"):
                Require(known?.Status is null or "READY", "Invalid current STEP state to start.");
                break;
            case ("STEP", "SUCCEED" or "FAIL"):
                Require(isOpen, "Invalid current STEP state to close.");
                break;
            case ("STEP", "RETRY"):
                Require(isOpen, "Invalid current STEP state to re-attempt.");
                Require(Seconds(update, "StepOptions", "NextAttemptDelaySeconds") is >= 1 and <= 31622400, "Invalid StepOptions for the given action.");
                Require(update["Error"] is null || update["Payload"] is null, "Cannot provide both error and payload to RETRY a STEP.");
                break;
            case ("CONTEXT", "START"):
                Require(known is null, "Cannot start a CONTEXT that already exist.");
                break;
            case ("CONTEXT", _):
                Require(isOpen, "Invalid current CONTEXT state to close.");
                break;
            case ("WAIT", "START"):
                Require(known is null, "Cannot start a WAIT that already exist.");
                Require(Seconds(update, "WaitOptions", "WaitSeconds") is >= 1 and <= 31622400, "Invalid WaitOptions for the given action.");
                break;
            case ("CALLBACK" or "CHAINED_INVOKE", "START"):
                Require(known is null, $"Cannot start a {type} that already exist.");
                break;
        }

        Require(action != "SUCCEED" || update["Error"] is null, "Cannot provide an Error for SUCCEED action.");
        Require(action != "FAIL" || update["Payload"] is null, "Cannot provide a Payload for FAIL action.");
    }

    public static string? Text(JsonObject json, string name) => json[name]?.GetValue<string>();

    public static int? Seconds(JsonObject update, string options, string name) => update[options]?[name]?.GetValue<int>();

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw FakeServiceException.Invalid(message);
        }
    }
}
