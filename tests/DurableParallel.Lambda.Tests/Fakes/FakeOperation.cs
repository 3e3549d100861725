using System.Text.Json.Nodes;

namespace DurableParallel.Lambda.Tests.Fakes;

/// <summary>An operation as the service has it.</summary>
internal sealed class FakeOperation(string id, string type)
{
    public string Id { get; } = id;

    public string Type { get; } = type;

    public string Status { get; set; } = "STARTED";

    public string? ParentId { get; init; }

    public string? Name { get; init; }

    public string? SubType { get; init; }

    public DateTimeOffset Start { get; init; }

    public DateTimeOffset? End { get; set; }

    public DateTimeOffset? Due { get; set; }

    public DateTimeOffset? Timeout { get; set; }

    public int Attempt { get; set; }

    public string? Result { get; set; }

    public JsonNode? Error { get; set; }

    public bool ReplayChildren { get; set; }

    public string? CallbackId { get; init; }

    /// <summary>An invoke's, or the execution's.</summary>
    public string? Input { get; init; }

    public string? FunctionName { get; init; }

    public bool IsEnded => Status is not ("STARTED" or "PENDING" or "READY");

    public bool IsPending => (Type is "WAIT" or "CALLBACK" or "CHAINED_INVOKE" && Status == "STARTED") || (Type == "STEP" && Status == "PENDING");

    /// <summary>Whole milliseconds in an event, seconds with a fraction in an answer.</summary>
    public JsonObject ToJson(bool seconds)
    {
        var json = new JsonObject { ["Id"] = Id, ["Type"] = Type, ["Status"] = Status, ["StartTimestamp"] = Time(Start, seconds) };
        Set(json, "ParentId", ParentId);
        Set(json, "Name", Name);
        Set(json, "SubType", SubType);
        if (End is { } end)
        {
            json["EndTimestamp"] = Time(end, seconds);
        }

        var details = new JsonObject();
        switch (Type)
        {
            case "EXECUTION":
                Set(details, "InputPayload", Input);
                json["ExecutionDetails"] = details;
                break;
            case "STEP":
                details["Attempt"] = Attempt;
                Set(details, "Result", Result);
                Set(details, "Error", Error?.DeepClone());
                if (Status == "PENDING")
                {
                    details["NextAttemptTimestamp"] = Time(Due!.Value, seconds);
                }

                json["StepDetails"] = details;
                break;
            case "WAIT":
                details["ScheduledEndTimestamp"] = Time(Due!.Value, seconds);
                json["WaitDetails"] = details;
                break;
            case "CALLBACK":
                details["CallbackId"] = CallbackId;
                Set(details, "Result", Result);
                Set(details, "Error", Error?.DeepClone());
                json["CallbackDetails"] = details;
                break;
            case "CHAINED_INVOKE":
                Set(details, "Result", Result);
                Set(details, "Error", Error?.DeepClone());
                json["ChainedInvokeDetails"] = details;
                break;
            case "CONTEXT":
                Set(details, "Result", Result);
                Set(details, "Error", Error?.DeepClone());
                if (ReplayChildren)
                {
                    details["ReplayChildren"] = true;
                }

                json["ContextDetails"] = details;
                break;
        }

        return json;
    }

    private static JsonValue Time(DateTimeOffset moment, bool seconds) =>
        seconds ? JsonValue.Create((moment - DateTimeOffset.UnixEpoch).Ticks / (decimal)TimeSpan.TicksPerSecond) : JsonValue.Create(moment.ToUnixTimeMilliseconds());

    private static void Set(JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }
}
