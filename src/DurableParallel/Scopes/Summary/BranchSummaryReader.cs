using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Scopes.Rules;

namespace DurableParallel.Scopes.Summary;

/// <summary>
/// Reads summaries from anywhere: what it takes in memory is bounded by the payload's length and the limit of branches.
/// Unknown members are passed over, so that a later version may add some.
/// </summary>
internal ref partial struct BranchSummaryReader
{
    private readonly List<StoredBranch> _units = [];
    private Utf8JsonReader _json;
    private CompletionReason? _reason;
    private bool _failed;
    private bool _minimumMet = true;
    private bool _hasUnits;
    private int? _total;
    private byte[]? _runs;
    private byte[]? _twoBits;
    private byte[]? _digest;

    private BranchSummaryReader(ReadOnlySpan<byte> utf8) =>
        _json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 16 });

    public static BranchSummary Decode(string payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        try
        {
            return new BranchSummaryReader(Encoding.UTF8.GetBytes(payload)).Read();
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            throw Unreadable($"it is no JSON of that form: {error.Message}", error);
        }
    }

    private BranchSummary Read()
    {
        Next(JsonTokenType.StartObject);
        while (NextMember(out var name))
        {
            ReadMember(name);
        }

        if (_json.Read())
        {
            Refuse("something follows its end");
        }

        var reason = _reason ?? throw Unreadable("it has no CompletionReason");
        if (_digest is not { Length: 32 })
        {
            Refuse("it has no Digest of 32 bytes");
        }

        var verdict = new CompletionVerdict(reason, _failed, _minimumMet);
        if (_hasUnits)
        {
            return new BranchSummary(verdict, [.. _units.Select(unit => (byte)unit.Status)], [.. _units], _digest);
        }

        var statuses = new byte[_total ?? throw Unreadable("it has neither Units nor a Total")];
        var read = _runs is not null ? StatusPacking.TryFromRuns(_runs, statuses) : _twoBits is not null && StatusPacking.TryFromTwoBits(_twoBits, statuses);
        if (!read)
        {
            Refuse($"its statuses are not those of exactly {Counted.Of(statuses.Length, "branch", "branches")}");
        }

        return new BranchSummary(verdict, statuses, branches: null, _digest);
    }

    private void ReadMember(string name)
    {
        switch (name)
        {
            case "CompletionReason":
                _reason = ReadToken<CompletionReason>();
                break;
            case "Failed":
                _failed = ReadBoolean();
                break;
            case "MinimumMet":
                _minimumMet = ReadBoolean();
                break;
            case "Units" when !_hasUnits:
                ReadUnits();
                break;
            case "Units":
                Refuse("it has Units twice");
                break;
            case "Total":
                _total = ReadTotal();
                break;
            case "Runs":
                _runs = ReadBytes();
                break;
            case "TwoBits":
                _twoBits = ReadBytes();
                break;
            case "Digest":
                _digest = ReadBytes();
                break;
            default:
                Skip();
                break;
        }
    }

    private int ReadTotal()
    {
        Next(JsonTokenType.Number);
        if (!_json.TryGetInt32(out var total) || total is < 0 or > BranchSummary.MaxBranches)
        {
            Refuse($"its Total is not from 0 to {BranchSummary.MaxBranches}");
        }

        return total;
    }

    private TEnum ReadToken<TEnum>()
        where TEnum : struct, Enum
    {
        var token = ReadString();
        return WireNames.TryParse<TEnum>(token, out var value)
            ? value
            : throw Unreadable($"it has an unknown {typeof(TEnum).Name} '{Shorten(token)}'; expected one of {WireNames.Expected<TEnum>()}");
    }

    private bool ReadBoolean()
    {
        _json.Read();
        return _json.GetBoolean();
    }

    private byte[] ReadBytes()
    {
        Next(JsonTokenType.String);
        return _json.GetBytesFromBase64();
    }

    private string ReadString()
    {
        Next(JsonTokenType.String);
        return _json.GetString()!;
    }

    private string? ReadStringOrNull()
    {
        _json.Read();
        return _json.GetString();
    }

    private void Skip()
    {
        _json.Read();
        _json.Skip();
    }

    private bool NextMember(out string name)
    {
        _json.Read();
        name = _json.TokenType == JsonTokenType.PropertyName ? _json.GetString()! : string.Empty;
        if (_json.TokenType != JsonTokenType.PropertyName)
        {
            Expect(JsonTokenType.EndObject);
            return false;
        }

        return true;
    }

    private void Next(JsonTokenType expected)
    {
        _json.Read();
        Expect(expected);
    }

    private readonly void Expect(JsonTokenType expected)
    {
        if (_json.TokenType != expected)
        {
            Refuse($"at byte {_json.TokenStartIndex} there is {_json.TokenType} in place of {expected}");
        }
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");

    [DoesNotReturn]
    private static void Refuse(string why) => throw Unreadable(why);

    private static DurableException Unreadable(string why, Exception? cause = null) =>
        new(
            ErrorCodes.RecordUnreadable,
            $"The payload of the scope is no summary that this version can read: {why}. It was damaged, or written by something else. "
            + $"Restore the journal, or register branches as the writer did.",
            cause);
}
