using System.Text.Json;
using DurableParallel.Records;

namespace DurableParallel.Scopes.Summary;

internal ref partial struct BranchSummaryReader
{
    private void ReadUnits()
    {
        _hasUnits = true;
        Next(JsonTokenType.StartArray);
        while (_json.Read() && _json.TokenType == JsonTokenType.StartObject)
        {
            if (_units.Count == BranchSummary.MaxBranches)
            {
                Refuse($"it has more than {BranchSummary.MaxBranches} Units");
            }

            _units.Add(ReadUnit(_units.Count));
        }

        Expect(JsonTokenType.EndArray);
    }

    private StoredBranch ReadUnit(int expectedIndex)
    {
        int? index = null;
        string? name = null;
        BranchStatus? status = null;
        var hasResult = false;
        string? payload = null;
        DurableError? error = null;
        DateTimeOffset? end = null;
        while (NextMember(out var member))
        {
            switch (member)
            {
                case "Index":
                    Next(JsonTokenType.Number);
                    index = _json.GetInt32();
                    break;
                case "Name":
                    name = ReadString();
                    break;
                case "Status":
                    status = ReadToken<BranchStatus>();
                    break;
                case "Result":
                    payload = ReadStringOrNull();
                    hasResult = true;
                    break;
                case "Error":
                    error = ReadError();
                    break;
                case "EndTimestamp":
                    end = ReadTicks();
                    break;
                default:
                    Skip();
                    break;
            }
        }

        if (index != expectedIndex)
        {
            Refuse($"unit {expectedIndex} has the Index {index?.ToString() ?? "(none)"}");
        }

        if (name is null)
        {
            Refuse($"unit {expectedIndex} has no Name");
        }

        if (status is not (BranchStatus.Succeeded or BranchStatus.Failed or BranchStatus.Skipped or BranchStatus.Canceled))
        {
            Refuse($"unit {expectedIndex} has no Status that a branch can end with");
        }

        if ((error is not null) != (status == BranchStatus.Failed) || (hasResult && status != BranchStatus.Succeeded))
        {
            Refuse($"unit {expectedIndex} is {status.Value.ToWireName()} and has {(error is null ? "no Error" : "an Error")} and {(hasResult ? "a Result" : "no Result")}");
        }

        return new StoredBranch(name, status.Value, hasResult, payload, error, end);
    }

    private DateTimeOffset ReadTicks()
    {
        Next(JsonTokenType.Number);
        if (!_json.TryGetInt64(out var ticks) || ticks < 0 || ticks > DateTimeOffset.MaxValue.UtcTicks)
        {
            Refuse("an EndTimestamp is no time in UTC ticks");
        }

        return new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    private DurableError ReadError()
    {
        string? type = null;
        string? message = null;
        string? data = null;
        List<string>? stack = null;
        Next(JsonTokenType.StartObject);
        while (NextMember(out var member))
        {
            switch (member)
            {
                case "ErrorType":
                    type = ReadString();
                    break;
                case "ErrorMessage":
                    message = ReadString();
                    break;
                case "ErrorData":
                    data = ReadStringOrNull();
                    break;
                case "StackTrace":
                    stack = ReadStrings();
                    break;
                default:
                    Skip();
                    break;
            }
        }

        return new DurableError(type ?? throw Unreadable("an Error has no ErrorType"), message ?? throw Unreadable("an Error has no ErrorMessage"), data, stack);
    }

    private List<string> ReadStrings()
    {
        var lines = new List<string>();
        Next(JsonTokenType.StartArray);
        while (_json.Read() && _json.TokenType == JsonTokenType.String)
        {
            lines.Add(_json.GetString()!);
        }

        Expect(JsonTokenType.EndArray);
        return lines;
    }
}
