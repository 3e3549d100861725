using System.Text;
using System.Text.Json.Nodes;

namespace DurableParallel.Lambda.Tests.Fakes;

/// <summary>One execution of the fake service: its operations, its tokens, and what was asked of it, call by call.</summary>
internal sealed class FakeExecution
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly List<FakeOperation> _operations = [];
    private readonly Dictionary<string, FakeOperation> _byId = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly List<string> _calls = [];
    private readonly List<string> _history = [];
    private readonly List<JsonObject> _updates = [];
    private readonly List<JsonNode> _answered = [];
    private (string ClientToken, string Token, JsonObject Response)? _last;
    private int _sequence;
    private int _invocation;
    private int _inFlight;

    public FakeExecution(TimeProvider clock, string name, string? input)
    {
        _clock = clock;
        Arn = $"arn:aws:lambda:eu-west-1:123456789012:function:order:$LATEST/durable-execution/{name}/0f8fad5b";
        Add(new FakeOperation("0f8fad5b", "EXECUTION") { Start = clock.GetUtcNow(), Input = input });
    }

    public string Arn { get; }

    /// <summary>Each checkpoint call, its updates as "TYPE ACTION name"; a poll is empty.</summary>
    public List<string> Calls => Copy(_calls);

    /// <summary>Events in their order, invocations' ends ("I") among them.</summary>
    public List<string> History => Copy(_history);

    /// <summary>Every update that was taken.</summary>
    public List<JsonObject> Updates => Copy(_updates);

    public int Invocations => _invocation;

    public int StateCalls { get; private set; }

    /// <summary>Operations per page of events and states.</summary>
    public int PageSize { get; set; } = int.MaxValue;

    /// <summary>Whether answers carry every operation and not only those that changed.</summary>
    public bool AnswersAll { get; set; }

    /// <summary>Whether answers carry, before and after what has changed, all that earlier ones said of it.</summary>
    public bool RepeatsAnswers { get; set; }

    /// <summary>Whether children of ended contexts are left out, as the service does it.</summary>
    public bool Prunes { get; set; } = true;

    /// <summary>Called before a batch is applied, with the number of the call from 1; what it throws is the answer.</summary>
    public Action<int>? BeforeCheckpoint { get; set; }

    /// <summary>Called when a batch is applied, before the answer is made.</summary>
    public Action<int>? AfterUpdates { get; set; }

    /// <summary>The execution's end by a checkpoint; null while there is none.</summary>
    public JsonObject? End { get; private set; }

    /// <summary>Ends the execution at this call, as at a quota.</summary>
    public int EndsAtCall { get; set; } = int.MaxValue;

    public bool HasChanges
    {
        get
        {
            lock (_lock)
            {
                return _changed.Count > 0;
            }
        }
    }

    public bool HasPending
    {
        get
        {
            lock (_lock)
            {
                return _operations.Exists(static o => o.IsPending);
            }
        }
    }

    public IReadOnlyList<FakeOperation> Operations => Copy(_operations);

    public FakeOperation Find(string name) => Operations.Single(o => o.Name == name);

    /// <summary>The event of the next invocation.</summary>
    public byte[] Begin()
    {
        lock (_lock)
        {
            _invocation++;
            _sequence = 0;
            _last = null;
            var visible = Visible();
            var page = visible.Take(PageSize).Select(static o => (JsonNode)o.ToJson(seconds: false)).ToArray();
            var json = new JsonObject
            {
                ["DurableExecutionArn"] = Arn,
                ["CheckpointToken"] = Token,
                ["InitialExecutionState"] = new JsonObject
                {
                    ["Operations"] = new JsonArray(page),
                    ["NextMarker"] = visible.Count > page.Length ? page.Length.ToString() : "",
                },
                ["UpdatedOperationIds"] = new JsonArray([.. _changed.Select(static id => (JsonNode)id)]),
                ["Unknown"] = 1,
            };
            _changed.Clear();
            return Encoding.UTF8.GetBytes(json.ToJsonString());
        }
    }

    public void EndInvocation() => Record("I");

    public JsonObject Checkpoint(JsonObject request)
    {
        if (Interlocked.Increment(ref _inFlight) != 1)
        {
            throw new InvalidOperationException("Two checkpoints are in flight.");
        }

        try
        {
            lock (_lock)
            {
                var updates = (request["Updates"] as JsonArray ?? []).Select(static u => u!.AsObject()).ToList();
                var token = FakeRules.Text(request, "CheckpointToken")!;
                var clientToken = FakeRules.Text(request, "ClientToken");
                if (_last is { } last && last.ClientToken == clientToken && last.Token == token)
                {
                    return last.Response.DeepClone().AsObject();
                }

                _calls.Add(string.Join(", ", updates.Select(Describe)));
                BeforeCheckpoint?.Invoke(_calls.Count);
                if (token != Token || End is not null)
                {
                    throw FakeServiceException.StaleToken();
                }

                FakeRules.CheckBatch(updates, id => _byId.GetValueOrDefault(id));
                foreach (var update in updates)
                {
                    FakeRules.Check(update, _byId.GetValueOrDefault(FakeRules.Text(update, "Id")!));
                    Apply(update);
                }

                AfterUpdates?.Invoke(_calls.Count);
                CompleteDue();
                _sequence++;
                var response = new JsonObject
                {
                    ["NewExecutionState"] = new JsonObject
                    {
                        ["Operations"] = new JsonArray([.. Answer()]),
                    },
                };
                if (End is null && _calls.Count < EndsAtCall)
                {
                    response["CheckpointToken"] = Token;
                }

                _changed.Clear();
                _last = clientToken is null ? null : (clientToken, token, response.DeepClone().AsObject());
                return response;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    public JsonObject State(string token, string marker)
    {
        lock (_lock)
        {
            if (token != Token)
            {
                throw FakeServiceException.StaleToken();
            }

            StateCalls++;
            var from = int.Parse(marker);
            var visible = Visible();
            var page = visible.Skip(from).Take(PageSize).Select(static o => (JsonNode)o.ToJson(seconds: true)).ToArray();
            return new JsonObject
            {
                ["Operations"] = new JsonArray(page),
                ["NextMarker"] = visible.Count > from + page.Length ? (from + page.Length).ToString() : null,
            };
        }
    }

    /// <summary>When time changes something next.</summary>
    public DateTimeOffset? NextDue()
    {
        lock (_lock)
        {
            return _operations.Where(static o => o.IsPending).Select(static o => o.Due).Min();
        }
    }

    public void CompleteDue()
    {
        lock (_lock)
        {
            var now = _clock.GetUtcNow();
            foreach (var operation in _operations.Where(o => o.IsPending && o.Due <= now).OrderBy(static o => o.Due).ToList())
            {
                if (operation.Type == "STEP")
                {
                    operation.Status = "READY";
                }
                else if (operation.Type == "WAIT")
                {
                    operation.Status = "SUCCEEDED";
                    operation.End = now;
                    _history.Add($"WaitSucceeded {operation.Name}".TrimEnd());
                }
                else
                {
                    operation.Status = "TIMED_OUT";
                    operation.End = now;
                    operation.Error = new JsonObject { ["ErrorType"] = "Callback.Timeout", ["ErrorMessage"] = "Callback timed out" };
                }

                _changed.Add(operation.Id);
            }
        }
    }

    /// <summary>The outside completes a callback, or the service an invoke.</summary>
    public void Complete(string name, string status, string? result = null, JsonObject? error = null)
    {
        lock (_lock)
        {
            var operation = _operations.Single(o => o.Name == name && o.Type is "CALLBACK" or "CHAINED_INVOKE");
            operation.Status = status;
            operation.Result = result;
            operation.Error = error;
            operation.End = _clock.GetUtcNow();
            _changed.Add(operation.Id);
        }
    }

    private string Token => $"{_invocation}:{_sequence}==";

    private static string Describe(JsonObject update) =>
        $"{FakeRules.Text(update, "Type")} {FakeRules.Text(update, "Action")} {FakeRules.Text(update, "Name")}".TrimEnd();

    private void Apply(JsonObject update)
    {
        var id = FakeRules.Text(update, "Id")!;
        var type = FakeRules.Text(update, "Type")!;
        var action = FakeRules.Text(update, "Action")!;
        var now = _clock.GetUtcNow();
        _updates.Add(update.DeepClone().AsObject());
        if (type == "EXECUTION")
        {
            End = update.DeepClone().AsObject();
            return;
        }

        if (!_byId.TryGetValue(id, out var operation))
        {
            operation = new FakeOperation(id, type)
            {
                ParentId = FakeRules.Text(update, "ParentId"),
                Name = FakeRules.Text(update, "Name"),
                SubType = FakeRules.Text(update, "SubType"),
                Start = now,
                CallbackId = type == "CALLBACK" ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"cb-{id[..8]}")) : null,
                Input = FakeRules.Text(update, "Payload"),
                FunctionName = update["ChainedInvokeOptions"]?["FunctionName"]?.GetValue<string>(),
            };
            Add(operation);
        }

        operation.Due = type switch
        {
            "WAIT" => now.AddSeconds(FakeRules.Seconds(update, "WaitOptions", "WaitSeconds")!.Value),
            "STEP" when action == "RETRY" => now.AddSeconds(FakeRules.Seconds(update, "StepOptions", "NextAttemptDelaySeconds")!.Value),
            "CALLBACK" when FakeRules.Seconds(update, "CallbackOptions", "TimeoutSeconds") is > 0 and var seconds => now.AddSeconds(seconds),
            _ => null,
        };
        operation.Status = action switch { "START" => "STARTED", "RETRY" => "PENDING", "SUCCEED" => "SUCCEEDED", "FAIL" => "FAILED", _ => "CANCELLED" };
        if (action is not "START")
        {
            operation.Attempt += type == "STEP" ? 1 : 0;
            operation.Result = FakeRules.Text(update, "Payload") ?? (action == "RETRY" ? operation.Result : null);
            operation.Error = update["Error"]?.DeepClone();
            operation.ReplayChildren = update["ContextOptions"]?["ReplayChildren"]?.GetValue<bool>() ?? false;
            operation.End = action == "RETRY" ? null : now;
        }

        _changed.Add(id);
        _history.Add(EventOf(update, type, action));
    }

    private static string EventOf(JsonObject update, string type, string action)
    {
        var kind = type switch { "STEP" => "Step", "WAIT" => "Wait", "CALLBACK" => "Callback", "CHAINED_INVOKE" => "ChainedInvoke", _ => "Context" };
        var what = action switch { "START" => "Started", "SUCCEED" => "Succeeded", "FAIL" => "Failed", "RETRY" when update["Error"] is null => "Succeeded", _ => "Failed" };
        return $"{kind}{what} {FakeRules.Text(update, "Name")}".TrimEnd();
    }

    /// <summary>Without what is below contexts that have ended and need their children no more, transitively.</summary>
    private List<FakeOperation> Visible()
    {
        HashSet<string> closed = new(StringComparer.Ordinal);
        List<FakeOperation> visible = [];
        foreach (var operation in _operations)
        {
            var omitted = Prunes && operation.ParentId is { } parent && closed.Contains(parent);
            if (!omitted)
            {
                visible.Add(operation);
            }

            if (omitted || (operation is { Type: "CONTEXT", IsEnded: true, ReplayChildren: false }))
            {
                closed.Add(operation.Id);
            }
        }

        return visible;
    }

    private List<JsonNode> Answer()
    {
        var changed = _operations.Where(o => AnswersAll || _changed.Contains(o.Id)).Select(static o => (JsonNode)o.ToJson(seconds: true)).ToList();
        if (!RepeatsAnswers)
        {
            return changed;
        }

        List<JsonNode> answer = [.. _answered.Concat(changed).Concat(_answered).Concat(changed).Select(static o => o.DeepClone())];
        _answered.AddRange(changed);
        return answer;
    }

    private void Add(FakeOperation operation)
    {
        _operations.Add(operation);
        _byId.Add(operation.Id, operation);
    }

    private void Record(string entry)
    {
        lock (_lock)
        {
            _history.Add(entry);
        }
    }

    private List<T> Copy<T>(List<T> list)
    {
        lock (_lock)
        {
            return [.. list];
        }
    }
}
