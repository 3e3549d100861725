using DurableParallel.Records;

namespace DurableParallel.Engine.Journal.Log;

/// <summary>The bytes of an operation's record: as few as possible for what nearly every record is, a step's end.</summary>
internal static class OperationCodec
{
    private const byte CustomSubType = byte.MaxValue;

    [Flags]
    private enum Parts : byte
    {
        None = 0,
        Mention = 1,
        Payload = 2,
        Error = 4,
        StartedAt = 8,
        Delay = 16,
        ReplayChildren = 32,
        Name = 64,
        RecordedParent = 128,
    }

    public static void Write(RecordBuffer buffer, in OperationChange change)
    {
        var parts = PartsOf(change);
        buffer.WriteByte((byte)((int)RecordKind.Operation | ((int)change.Action << RecordCodec.KindBits)));
        buffer.WriteByte((byte)parts);
        buffer.WriteVarint(change.Ordinal);
        buffer.WriteSigned(change.At);
        if (change.Mention is { } mention)
        {
            WriteMention(buffer, mention);
        }

        if (change.Options is not null)
        {
            OptionsCodec.Write(buffer, change.Options);
        }

        if (change.StartedAt is { } started)
        {
            buffer.WriteSigned(change.At - started);
        }

        if (change.DelayMilliseconds > 0)
        {
            DurationCodec.Write(buffer, change.DelayMilliseconds);
        }

        if (PayloadOf(change) is { } payload)
        {
            buffer.WriteText(payload);
        }

        if (change.Error is not null)
        {
            ErrorCodec.Write(buffer, change.Error);
        }

        if (TraceOf(change) is { } trace)
        {
            buffer.WriteText(trace);
        }

        if (RulesAtEndOf(change) is { } rules)
        {
            buffer.WriteText(rules.Text);
        }
    }

    public static OperationChange Read(ReadOnlySpan<byte> record) => Read(new RecordReader(record));

    /// <summary>Checks a record as reading it would, and leaves its texts out.</summary>
    public static OperationChange Skim(ReadOnlySpan<byte> record) => Read(new RecordReader(record, skipsTexts: true));

    private static OperationChange Read(RecordReader reader)
    {
        var action = (OperationAction)(reader.ReadByte() >> RecordCodec.KindBits);
        if (action > OperationAction.Heartbeat)
        {
            throw RecordReader.Damage($"an operation's action is {(int)action}");
        }

        var parts = (Parts)reader.ReadByte();
        var ordinal = reader.ReadCount(int.MaxValue);
        var at = reader.ReadSigned();
        OperationMention? mention = Has(parts, Parts.Mention) ? ReadMention(ref reader, parts) : null;
        var change = new OperationChange
        {
            Ordinal = ordinal,
            Action = action,
            At = at,
            ReplayChildren = Has(parts, Parts.ReplayChildren),
            Mention = mention,
            Options = action == OperationAction.Start && mention is { Type: var type } ? OptionsCodec.Read(ref reader, type) : null,
            StartedAt = Has(parts, Parts.StartedAt) ? unchecked(at - reader.ReadSigned()) : null,
            DelayMilliseconds = Has(parts, Parts.Delay) ? DurationCodec.Read(ref reader, int.MaxValue) : 0,
            Payload = Has(parts, Parts.Payload) ? reader.ReadText() : null,
            Error = Has(parts, Parts.Error) ? ErrorCodec.Read(ref reader) : null,
        };
        var trace = mention is null && Has(parts, Parts.Name) ? reader.ReadText() : null;
        var rules = mention is null && Has(parts, Parts.RecordedParent) ? reader.ReadText() : null;
        RecordCodec.ExpectEnd(reader);

        // Not in one expression: every record is read here, and that would copy each of them once more.
        if (change.Options is CallbackOptions callback && change.Payload is { } resultType)
        {
            return change with { Payload = null, Options = callback with { ResultType = resultType } };
        }

        if (mention is { Type: OperationType.Context } && action == OperationAction.Start && change.Payload is { } rulesAtStart)
        {
            return change with { Payload = null, Options = ScopeOptions.Of(rulesAtStart) };
        }

        if (rules is not null)
        {
            return change with { Options = ScopeOptions.Of(rules) };
        }

        return trace is null ? change : change with { Options = new CompletedFrom(trace) };
    }

    /// <summary>Whether the record of an operation is that of a heartbeat, which shows nothing of the function.</summary>
    public static bool IsHeartbeat(ReadOnlySpan<byte> record) => (OperationAction)(record[0] >> RecordCodec.KindBits) == OperationAction.Heartbeat;

    /// <summary>Whether the record of an operation says where the operation is and what it is called.</summary>
    public static bool HasMention(ReadOnlySpan<byte> record) => record.Length > 1 && Has((Parts)record[1], Parts.Mention);

    // Enum.HasFlag boxes until the code is optimised, and a journal is read before that.
    private static bool Has(Parts parts, Parts part) => (parts & part) == part;

    // A callback or a scope that begins has no payload, and earlier versions read one there and make nothing of it.
    private static string? PayloadOf(in OperationChange change) => change.Payload ?? change.Options switch
    {
        CallbackOptions callback => callback.ResultType,
        ScopeOptions rules when change.Action == OperationAction.Start => rules.Text,
        _ => null,
    };

    // What was mentioned before is below nothing in a record, so the part says that rules follow. Earlier versions refuse it.
    private static ScopeOptions? RulesAtEndOf(in OperationChange change) =>
        change is { Mention: null, Options: ScopeOptions rules } && change.Action != OperationAction.Start ? rules : null;

    // What was mentioned before has no name of its own in a record, so the part says that a trace follows. Earlier versions refuse it.
    private static string? TraceOf(in OperationChange change) => change is { Mention: null, Options: CompletedFrom from } ? from.TraceParent : null;

    private static Parts PartsOf(in OperationChange change) =>
        (change.Mention is null ? Parts.None : Parts.Mention)
        | (change.Mention?.Name is null && TraceOf(change) is null ? Parts.None : Parts.Name)
        | ((change.Mention is { } mention && mention.RecordedParent != mention.Parent) || RulesAtEndOf(change) is not null ? Parts.RecordedParent : Parts.None)
        | (PayloadOf(change) is null ? Parts.None : Parts.Payload)
        | (change.Error is null ? Parts.None : Parts.Error)
        | (change.StartedAt is null ? Parts.None : Parts.StartedAt)
        | (change.DelayMilliseconds > 0 ? Parts.Delay : Parts.None)
        | (change.ReplayChildren ? Parts.ReplayChildren : Parts.None);

    private static void WriteMention(RecordBuffer buffer, in OperationMention mention)
    {
        buffer.WriteSigned(mention.Number);
        buffer.WriteVarint(mention.Parent);
        if (mention.RecordedParent != mention.Parent)
        {
            buffer.WriteVarint(mention.RecordedParent);
        }

        buffer.WriteByte((byte)mention.Type);
        WriteSubType(buffer, mention.SubType);
        if (mention.Name is not null)
        {
            buffer.WriteText(mention.Name);
        }
    }

    private static OperationMention ReadMention(ref RecordReader reader, Parts parts)
    {
        var number = reader.ReadSigned32();
        var parent = reader.ReadCount(int.MaxValue);
        var recordedParent = Has(parts, Parts.RecordedParent) ? reader.ReadCount(int.MaxValue) : parent;
        var type = (OperationType)reader.ReadByte();
        if (!OperationKinds.IsOne(type))
        {
            throw RecordReader.Damage($"an operation's type is {(int)type}");
        }

        var subType = ReadSubType(ref reader);
        return new OperationMention(number, parent, recordedParent, type, subType, Has(parts, Parts.Name) ? reader.ReadName() : null);
    }

    private static void WriteSubType(RecordBuffer buffer, string? subType)
    {
        if (subType is null)
        {
            buffer.WriteByte(0);
            return;
        }

        var known = Array.IndexOf(OperationSubTypes.All, subType);
        if (known >= 0)
        {
            buffer.WriteByte((byte)(known + 1));
            return;
        }

        buffer.WriteByte(CustomSubType);
        buffer.WriteText(subType);
    }

    private static string? ReadSubType(ref RecordReader reader)
    {
        var code = reader.ReadByte();
        return code switch
        {
            0 => null,
            CustomSubType => reader.ReadName(),
            _ when code <= OperationSubTypes.All.Length => OperationSubTypes.All[code - 1],
            _ => throw RecordReader.Damage($"an operation's subtype has the code {code}"),
        };
    }
}
