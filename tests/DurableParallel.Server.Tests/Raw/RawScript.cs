using System.Globalization;
using System.Text.Json.Nodes;
using DurableParallel.Testing;

namespace DurableParallel.Server.Tests.Raw;

/// <summary>
/// What a function process does, word by word. Updates: S step, C child, P parallel, M map, B unit, V wait for callback,
/// W wait, K callback, N invoke, each with + START, - SUCCEED, ! FAIL, * SUCCEED with ReplayChildren, ~ RETRY with an error,
/// ^ RETRY with a payload, / CANCEL, then the id, whose parents stand before dots, and seconds or a function in brackets.
/// Updates joined by commas are one checkpoint. I answers PENDING, X breaks the invocation, = succeeds, ! fails, and
/// &gt;2 lets two seconds pass.
/// </summary>
internal sealed class RawScript(RawClient client, RawFunction function, ManualTimeProvider clock)
{
    private static readonly Dictionary<char, (string Type, string SubType)> Kinds = new()
    {
        ['S'] = ("STEP", "Step"),
        ['C'] = ("CONTEXT", "RunInChildContext"),
        ['P'] = ("CONTEXT", "Parallel"),
        ['M'] = ("CONTEXT", "Map"),
        ['B'] = ("CONTEXT", "ParallelBranch"),
        ['V'] = ("CONTEXT", "WaitForCallback"),
        ['W'] = ("WAIT", "Wait"),
        ['K'] = ("CALLBACK", "Callback"),
        ['N'] = ("CHAINED_INVOKE", "ChainedInvoke"),
    };

    private readonly Dictionary<string, string> _callbackIds = new(StringComparer.Ordinal);

    public RawInvocation? Invocation { get; private set; }

    public string CallbackId(string id) => _callbackIds[id];

    public static JsonObject Update(string word)
    {
        var bracket = word.IndexOf('(', StringComparison.Ordinal);
        var path = (bracket < 0 ? word : word[..bracket])[2..];
        var arguments = bracket < 0 ? [] : word[(bracket + 1)..^1].Split(';');
        var (type, subType) = Kinds[word[0]];
        var update = new JsonObject { ["Id"] = IdOf(path), ["Type"] = type, ["SubType"] = subType };
        if (path.LastIndexOf('.') is >= 0 and var dot)
        {
            update["ParentId"] = IdOf(path[..dot]);
        }

        switch (word[1])
        {
            case '+':
                update["Action"] = "START";
                AddOptions(update, word[0], arguments);
                break;
            case '-':
                update["Action"] = "SUCCEED";
                update["Payload"] = arguments.Length > 0 ? arguments[0] : $"\"{path}\"";
                break;
            case '*':
                update["Action"] = "SUCCEED";
                update["Payload"] = "";
                update["ContextOptions"] = new JsonObject { ["ReplayChildren"] = true };
                break;
            case '!':
                update["Action"] = "FAIL";
                update["Error"] = Error();
                break;
            case '~' or '^':
                update["Action"] = "RETRY";
                update["StepOptions"] = new JsonObject { ["NextAttemptDelaySeconds"] = int.Parse(arguments[0], CultureInfo.InvariantCulture) };
                update[word[1] == '~' ? "Error" : "Payload"] = word[1] == '~' ? Error() : $"\"state of {path}\"";
                break;
            case '/':
                update["Action"] = "CANCEL";
                break;
        }

        return update;
    }

    public async Task PlayAsync(string script)
    {
        foreach (var word in script.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            await PlayWordAsync(word);
        }
    }

    public static string IdOf(string path) => path.Replace('.', '-');

    private async Task PlayWordAsync(string word)
    {
        if (word[0] == '>')
        {
            clock.Advance(TimeSpan.FromSeconds(double.Parse(word[1..], CultureInfo.InvariantCulture)));
            return;
        }

        Invocation ??= await function.NextAsync();
        if (word.Length > 1)
        {
            var changed = await Invocation.CheckpointAsync([.. word.Split(',').Select(Update)]);
            foreach (var operation in changed.Where(operation => (string?)operation["Type"] == "CALLBACK"))
            {
                _callbackIds[(string)operation["Id"]!] = (string)operation["CallbackDetails"]!["CallbackId"]!;
            }

            return;
        }

        var invocation = Invocation;
        Invocation = null;
        var answer = word switch
        {
            "I" => await invocation.PendingAsync(),
            "X" => await invocation.BreakAsync(),
            "=" => await invocation.SucceedAsync(),
            _ => await invocation.FailAsync(),
        };
        answer.Status.Should().Be(202, answer.Body);
        if (word is "=" or "!")
        {
            await client.EndedAsync(invocation.Arn);
        }
    }

    private static void AddOptions(JsonObject update, char kind, string[] arguments)
    {
        if (kind == 'W')
        {
            update["WaitOptions"] = new JsonObject { ["WaitSeconds"] = int.Parse(arguments[0], CultureInfo.InvariantCulture) };
        }
        else if (kind == 'N')
        {
            update["ChainedInvokeOptions"] = new JsonObject { ["FunctionName"] = arguments[0] };
            update["Payload"] = arguments.Length > 1 ? arguments[1] : "{}";
        }
        else if (kind == 'K' && arguments.Length > 0)
        {
            update["CallbackOptions"] = new JsonObject
            {
                ["TimeoutSeconds"] = int.Parse(arguments[0], CultureInfo.InvariantCulture),
                ["HeartbeatTimeoutSeconds"] = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 0,
            };
        }
    }

    private static JsonObject Error() => new() { ["ErrorType"] = "Oops", ["ErrorMessage"] = "It failed." };
}
