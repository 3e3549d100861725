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
        Retried = 128,
        All = Timeout | Unsettled | Invoker | Tenant | Served | Plain | IdempotencyKey | Retried,
    }

    public static void Write(RecordBuffer buffer, ExecutionTerms terms)
    {
        buffer.WriteByte((byte)PartsOf(terms));
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

        if (terms.RetriedAt is { } retriedAt)
        {
            buffer.WriteSigned(retriedAt);
        }
    }

    public static ExecutionTerms Read(ref RecordReader reader)
    {
        var parts = (Parts)reader.ReadByte();
        if ((parts & ~Parts.All) != Parts.None)
        {
            throw RecordReader.Damage($"the terms of an execution begin with {(int)parts}");
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
            RetriedAt = parts.HasFlag(Parts.Retried) ? reader.ReadSigned() : null,
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

    private static Parts PartsOf(ExecutionTerms terms) =>
        (terms.TimeoutSeconds > 0 ? Parts.Timeout : Parts.None)
        | (terms.IsUnsettled ? Parts.Unsettled : Parts.None)
        | (terms.Invoker is null ? Parts.None : Parts.Invoker)
        | (terms.TenantId is null ? Parts.None : Parts.Tenant)
        | (terms.IdempotencyKey is null ? Parts.None : Parts.IdempotencyKey)
        | (terms.RetriedAt is null ? Parts.None : Parts.Retried)
        | (terms.IsServed ? Parts.Served : Parts.None)
        | (terms.IsPlain ? Parts.Plain : Parts.None);
}
