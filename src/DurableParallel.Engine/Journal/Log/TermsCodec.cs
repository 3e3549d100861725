using DurableParallel.Records;

namespace DurableParallel.Engine.Journal.Log;

/// <summary>The bytes of <see cref="ExecutionTerms"/>: at the end of the record that creates an execution, and in its row.</summary>
internal static class TermsCodec
{
    [Flags]
    private enum Parts : byte
    {
        None = 0,
        Timeout = 1,
        Unsettled = 2,
        Invoker = 4,
        Tenant = 8,
        Served = 16,
        Plain = 32,
        IdempotencyKey = 64,
        Further = 128,
    }

    // In a second byte, which is there when one of them is. Builds that do not know the bit before it refuse the terms.
    [Flags]
    private enum FurtherParts : byte
    {
        None = 0,
        Tags = 1,
        CustomStatus = 2,
        Retried = 4,
        StartAt = 8,
        Run = 16,
        Cancel = 32,
        Start = 64,
        All = Tags | CustomStatus | Retried | StartAt | Run | Cancel | Start,
    }

    // In a byte of its own, where there is one of them.
    [Flags]
    private enum StartParts : byte
    {
        None = 0,
        Limited = 1,
        Key = 2,
        Priority = 4,
        Began = 8,
        Trace = 16,
        Fork = 32,
        All = Limited | Key | Priority | Began | Trace | Fork,
    }

    public static void Write(RecordBuffer buffer, ExecutionTerms terms)
    {
        var further = FurtherPartsOf(terms);
        buffer.WriteByte((byte)(PartsOf(terms) | (further == FurtherParts.None ? Parts.None : Parts.Further)));
        if (further != FurtherParts.None)
        {
            buffer.WriteByte((byte)further);
        }

        if (terms.TimeoutMilliseconds > 0)
        {
            DurationCodec.Write(buffer, terms.TimeoutMilliseconds);
        }

        if (terms.Invoker is { } invoker)
        {
            buffer.WriteSigned(invoker.Number);
            buffer.WriteText(invoker.Name);
            buffer.WriteText(invoker.Operation.ToString());
        }

        if (terms.TenantId is not null)
        {
            buffer.WriteText(terms.TenantId);
        }

        if (terms.IdempotencyKey is not null)
        {
            buffer.WriteText(terms.IdempotencyKey);
        }

        if (terms.Tags is not null)
        {
            TagSet.Write(buffer, terms.Tags);
        }

        if (terms.CustomStatus is not null)
        {
            buffer.WriteText(terms.CustomStatus);
        }

        if (terms.RetriedAt is { } retriedAt)
        {
            buffer.WriteSigned(retriedAt);
        }

        if (terms.StartAt is { } startAt)
        {
            buffer.WriteSigned(startAt);
            buffer.WriteByte(terms.BeganAt is null ? (byte)0 : (byte)1);
            if (terms.BeganAt is { } beganAt)
            {
                buffer.WriteSigned(beganAt);
            }
        }

        if (terms.Run is { } run)
        {
            buffer.WriteSigned(run.FirstNumber);
            buffer.WriteVarint(run.Number);
        }

        if (terms.Cancel is { } cancel)
        {
            buffer.WriteSigned(cancel.At);
            DurationCodec.Write(buffer, cancel.CleanupMilliseconds);
            buffer.WriteOptionalText(cancel.Reason);
        }

        WriteStart(buffer, terms);
    }

    public static ExecutionTerms Read(ref RecordReader reader)
    {
        var parts = (Parts)reader.ReadByte();
        var further = parts.HasFlag(Parts.Further) ? (FurtherParts)reader.ReadByte() : FurtherParts.None;
        if ((further & ~FurtherParts.All) != FurtherParts.None || (further == FurtherParts.None && parts.HasFlag(Parts.Further)))
        {
            throw RecordReader.Damage($"the terms of an execution begin with {(int)parts} and {(int)further}");
        }

        var terms = new ExecutionTerms
        {
            IsUnsettled = parts.HasFlag(Parts.Unsettled),
            IsServed = parts.HasFlag(Parts.Served),
            IsPlain = parts.HasFlag(Parts.Plain),
            TimeoutMilliseconds = parts.HasFlag(Parts.Timeout) ? DurationCodec.Read(ref reader) : 0,
            Invoker = parts.HasFlag(Parts.Invoker) ? new Invoker(reader.ReadSigned(), reader.ReadText(), ReadOperation(ref reader)) : null,
            TenantId = parts.HasFlag(Parts.Tenant) ? reader.ReadText() : null,
            IdempotencyKey = parts.HasFlag(Parts.IdempotencyKey) ? reader.ReadText() : null,
            Tags = further.HasFlag(FurtherParts.Tags) ? TagSet.Read(ref reader) : null,
            CustomStatus = further.HasFlag(FurtherParts.CustomStatus) ? reader.ReadText() : null,
            RetriedAt = further.HasFlag(FurtherParts.Retried) ? reader.ReadSigned() : null,
            StartAt = further.HasFlag(FurtherParts.StartAt) ? reader.ReadSigned() : null,
            BeganAt = further.HasFlag(FurtherParts.StartAt) && ReadFlag(ref reader) ? reader.ReadSigned() : null,
            Run = further.HasFlag(FurtherParts.Run) ? new RunTerms(reader.ReadSigned(), reader.ReadCount(int.MaxValue)) : null,
            Cancel = further.HasFlag(FurtherParts.Cancel) ? new CancelTerms(reader.ReadSigned(), DurationCodec.Read(ref reader), reader.ReadOptionalText()) : null,
        };
        return further.HasFlag(FurtherParts.Start) ? ReadStart(ref reader, terms) : terms;
    }

    public static byte[] ToBytes(ExecutionTerms terms)
    {
        var buffer = new RecordBuffer(128);
        Write(buffer, terms);
        return buffer.Written.ToArray();
    }

    public static ExecutionTerms FromBytes(ReadOnlySpan<byte> bytes)
    {
        var reader = new RecordReader(bytes);
        var terms = Read(ref reader);
        RecordCodec.ExpectEnd(reader);
        return terms;
    }

    private static void WriteStart(RecordBuffer buffer, ExecutionTerms terms)
    {
        var start = StartPartsOf(terms);
        if (start == StartParts.None)
        {
            return;
        }

        buffer.WriteByte((byte)start);
        if (terms.ConcurrencyKey is not null)
        {
            buffer.WriteText(terms.ConcurrencyKey);
        }

        if (terms.Priority != 0)
        {
            buffer.WriteSigned(terms.Priority);
        }

        if (start.HasFlag(StartParts.Began))
        {
            buffer.WriteSigned(terms.BeganAt!.Value);
        }

        if (terms.StartedFrom is not null)
        {
            buffer.WriteText(terms.StartedFrom);
        }

        if (terms.ForkedFrom is not null)
        {
            buffer.WriteText(terms.ForkedFrom);
        }
    }

    private static ExecutionTerms ReadStart(ref RecordReader reader, ExecutionTerms terms)
    {
        var start = (StartParts)reader.ReadByte();
        if (start == StartParts.None || (start & ~StartParts.All) != StartParts.None)
        {
            throw RecordReader.Damage($"how an execution begins is written as {(int)start}");
        }

        return terms with
        {
            IsLimited = start.HasFlag(StartParts.Limited),
            ConcurrencyKey = start.HasFlag(StartParts.Key) ? reader.ReadText() : null,
            Priority = start.HasFlag(StartParts.Priority) ? ReadPriority(ref reader) : 0,
            BeganAt = start.HasFlag(StartParts.Began) ? reader.ReadSigned() : terms.BeganAt,
            StartedFrom = start.HasFlag(StartParts.Trace) ? reader.ReadText() : null,
            ForkedFrom = start.HasFlag(StartParts.Fork) ? reader.ReadText() : null,
        };
    }

    private static int ReadPriority(ref RecordReader reader)
    {
        var priority = reader.ReadSigned();
        return priority is >= int.MinValue and <= int.MaxValue ? (int)priority : throw RecordReader.Damage($"an execution has the priority {priority}");
    }

    // When it began stands with its start time, if it has one.
    private static StartParts StartPartsOf(ExecutionTerms terms) =>
        (terms.IsLimited ? StartParts.Limited : StartParts.None)
        | (terms.ConcurrencyKey is null ? StartParts.None : StartParts.Key)
        | (terms.Priority == 0 ? StartParts.None : StartParts.Priority)
        | (terms.StartedFrom is null ? StartParts.None : StartParts.Trace)
        | (terms.ForkedFrom is null ? StartParts.None : StartParts.Fork)
        | (terms is { StartAt: null, BeganAt: not null } ? StartParts.Began : StartParts.None);

    private static bool ReadFlag(ref RecordReader reader)
    {
        var flag = reader.ReadByte();
        return flag <= 1 ? flag == 1 : throw RecordReader.Damage($"that an execution has begun is written as {flag}");
    }

    private static OperationId ReadOperation(ref RecordReader reader)
    {
        var text = reader.ReadText();
        return OperationId.TryParse(text, out var id) ? id : throw RecordReader.Damage($"an execution was invoked by the operation '{text}'");
    }

    private static FurtherParts FurtherPartsOf(ExecutionTerms terms) =>
        (terms.Tags is null ? FurtherParts.None : FurtherParts.Tags)
        | (terms.CustomStatus is null ? FurtherParts.None : FurtherParts.CustomStatus)
        | (terms.RetriedAt is null ? FurtherParts.None : FurtherParts.Retried)
        | (terms.StartAt is null ? FurtherParts.None : FurtherParts.StartAt)
        | (terms.Run is null ? FurtherParts.None : FurtherParts.Run)
        | (terms.Cancel is null ? FurtherParts.None : FurtherParts.Cancel)
        | (StartPartsOf(terms) == StartParts.None ? FurtherParts.None : FurtherParts.Start);

    private static Parts PartsOf(ExecutionTerms terms) =>
        (terms.TimeoutMilliseconds > 0 ? Parts.Timeout : Parts.None)
        | (terms.IsUnsettled ? Parts.Unsettled : Parts.None)
        | (terms.Invoker is null ? Parts.None : Parts.Invoker)
        | (terms.TenantId is null ? Parts.None : Parts.Tenant)
        | (terms.IdempotencyKey is null ? Parts.None : Parts.IdempotencyKey)
        | (terms.IsServed ? Parts.Served : Parts.None)
        | (terms.IsPlain ? Parts.Plain : Parts.None);
}
