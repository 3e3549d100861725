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
        Cancel = 32,
        All = Tags | CustomStatus | Retried | Cancel,
    }

    public static void Write(RecordBuffer buffer, ExecutionTerms terms)
    {
        var further = FurtherPartsOf(terms);
        buffer.WriteByte((byte)(PartsOf(terms) | (further == FurtherParts.None ? Parts.None : Parts.Further)));
        if (further != FurtherParts.None)
        {
            buffer.WriteByte((byte)further);
        }

        if (terms.TimeoutSeconds > 0)
        {
            buffer.WriteVarint(terms.TimeoutSeconds);
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

        if (terms.Cancel is { } cancel)
        {
            buffer.WriteSigned(cancel.At);
            buffer.WriteVarint(cancel.CleanupSeconds);
            buffer.WriteOptionalText(cancel.Reason);
        }
    }

    public static ExecutionTerms Read(ref RecordReader reader)
    {
        var parts = (Parts)reader.ReadByte();
        var further = parts.HasFlag(Parts.Further) ? (FurtherParts)reader.ReadByte() : FurtherParts.None;
        if ((further & ~FurtherParts.All) != FurtherParts.None || (further == FurtherParts.None && parts.HasFlag(Parts.Further)))
        {
            throw RecordReader.Damage($"the terms of an execution begin with {(int)parts} and {(int)further}");
        }

        return new ExecutionTerms
        {
            IsUnsettled = parts.HasFlag(Parts.Unsettled),
            IsServed = parts.HasFlag(Parts.Served),
            IsPlain = parts.HasFlag(Parts.Plain),
            TimeoutSeconds = parts.HasFlag(Parts.Timeout) ? reader.ReadCount(DurationRule.MaxSeconds) : 0,
            Invoker = parts.HasFlag(Parts.Invoker) ? new Invoker(reader.ReadSigned(), reader.ReadText(), ReadOperation(ref reader)) : null,
            TenantId = parts.HasFlag(Parts.Tenant) ? reader.ReadText() : null,
            IdempotencyKey = parts.HasFlag(Parts.IdempotencyKey) ? reader.ReadText() : null,
            Tags = further.HasFlag(FurtherParts.Tags) ? TagSet.Read(ref reader) : null,
            CustomStatus = further.HasFlag(FurtherParts.CustomStatus) ? reader.ReadText() : null,
            RetriedAt = further.HasFlag(FurtherParts.Retried) ? reader.ReadSigned() : null,
            Cancel = further.HasFlag(FurtherParts.Cancel) ? new CancelTerms(reader.ReadSigned(), reader.ReadCount(DurationRule.MaxSeconds), reader.ReadOptionalText()) : null,
        };
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

    private static OperationId ReadOperation(ref RecordReader reader)
    {
        var text = reader.ReadText();
        return OperationId.TryParse(text, out var id) ? id : throw RecordReader.Damage($"an execution was invoked by the operation '{text}'");
    }

    private static FurtherParts FurtherPartsOf(ExecutionTerms terms) =>
        (terms.Tags is null ? FurtherParts.None : FurtherParts.Tags)
        | (terms.CustomStatus is null ? FurtherParts.None : FurtherParts.CustomStatus)
        | (terms.RetriedAt is null ? FurtherParts.None : FurtherParts.Retried)
        | (terms.Cancel is null ? FurtherParts.None : FurtherParts.Cancel);

    private static Parts PartsOf(ExecutionTerms terms) =>
        (terms.TimeoutSeconds > 0 ? Parts.Timeout : Parts.None)
        | (terms.IsUnsettled ? Parts.Unsettled : Parts.None)
        | (terms.Invoker is null ? Parts.None : Parts.Invoker)
        | (terms.TenantId is null ? Parts.None : Parts.Tenant)
        | (terms.IdempotencyKey is null ? Parts.None : Parts.IdempotencyKey)
        | (terms.IsServed ? Parts.Served : Parts.None)
        | (terms.IsPlain ? Parts.Plain : Parts.None);
}
