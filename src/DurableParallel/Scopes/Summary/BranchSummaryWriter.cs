using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DurableParallel.Records;
using DurableParallel.Scopes.Rules;

namespace DurableParallel.Scopes.Summary;

/// <summary>Writes summaries. One that outgrows the limit is given up at the branch where it does, whatever comes after.</summary>
internal static class BranchSummaryWriter
{
    // As dense as possible; the text is never put into HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static EncodedSummary Encode(CompletionVerdict verdict, IBranchSummarySource branches, bool statusesOnly = false)
    {
        if (branches.Count > BranchSummary.MaxBranches)
        {
            throw TooMany(branches.Count, BranchSummary.MaxBranches);
        }

        var statuses = new byte[branches.Count];
        for (var index = 0; index < statuses.Length; index++)
        {
            var status = branches.Status(index);
            if (status is not (BranchStatus.Succeeded or BranchStatus.Failed or BranchStatus.Skipped or BranchStatus.Canceled))
            {
                throw new InvalidOperationException($"Branch {index} '{branches.Name(index)}' is {status}; the summary of a scope is written when all branches have ended.");
            }

            statuses[index] = (byte)status;
        }

        var digest = BranchDigest.Of(branches);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, Options);
        if (!statusesOnly && TryWriteInline(json, verdict, branches, digest) && buffer.WrittenCount <= PayloadLimits.ContextBytes)
        {
            return new EncodedSummary(Encoding.UTF8.GetString(buffer.WrittenSpan), ReplayChildren: false);
        }

        buffer.ResetWrittenCount();
        json.Reset();
        WriteOverflow(json, verdict, statuses, digest);
        return buffer.WrittenCount <= PayloadLimits.ContextBytes
            ? new EncodedSummary(Encoding.UTF8.GetString(buffer.WrittenSpan), ReplayChildren: true)
            : throw TooMany(branches.Count, PayloadLimits.ContextBytes * 3L);
    }

    private static bool TryWriteInline(Utf8JsonWriter json, CompletionVerdict verdict, IBranchSummarySource branches, byte[] digest)
    {
        json.WriteStartObject();
        WriteVerdict(json, verdict);
        json.WriteStartArray(SummaryNames.Units);
        for (var index = 0; index < branches.Count; index++)
        {
            var status = branches.Status(index);
            var payload = status == BranchStatus.Succeeded && branches.HasResult(index) ? branches.Payload(index) : null;

            // Looked at before it is copied: a value takes a byte a character at least.
            if (json.BytesCommitted + json.BytesPending + (payload?.Length ?? 0) > PayloadLimits.ContextBytes)
            {
                return false;
            }

            json.WriteStartObject();
            json.WriteNumber(SummaryNames.Index, index);
            json.WriteString(SummaryNames.Name, branches.Name(index));
            json.WriteString(SummaryNames.Status, status.ToWireName());
            if (status == BranchStatus.Succeeded && branches.HasResult(index))
            {
                json.WriteString(SummaryNames.Result, payload);
            }
            else if (status == BranchStatus.Failed)
            {
                WriteError(json, branches.Error(index) ?? throw new InvalidOperationException($"Branch {index} '{branches.Name(index)}' failed and has no error."));
            }

            if (branches.EndTimestamp(index) is { } end)
            {
                json.WriteNumber(SummaryNames.EndTimestamp, end.UtcTicks);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBase64String(SummaryNames.Digest, digest);
        json.WriteEndObject();
        json.Flush();
        return true;
    }

    private static void WriteOverflow(Utf8JsonWriter json, CompletionVerdict verdict, byte[] statuses, byte[] digest)
    {
        json.WriteStartObject();
        WriteVerdict(json, verdict);
        json.WriteNumber(SummaryNames.Total, statuses.Length);
        if (StatusPacking.ToRuns(statuses, (int)StatusPacking.TwoBitLength(statuses.Length)) is { } runs)
        {
            json.WriteBase64String(SummaryNames.Runs, runs);
        }
        else
        {
            json.WriteBase64String(SummaryNames.TwoBits, StatusPacking.ToTwoBits(statuses));
        }

        json.WriteBase64String(SummaryNames.Digest, digest);
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteVerdict(Utf8JsonWriter json, CompletionVerdict verdict)
    {
        json.WriteString(SummaryNames.CompletionReason, verdict.Reason.ToWireName());
        if (verdict.Failed)
        {
            json.WriteBoolean(SummaryNames.Failed, value: true);
        }

        if (!verdict.MinimumMet)
        {
            json.WriteBoolean(SummaryNames.MinimumMet, value: false);
        }
    }

    private static void WriteError(Utf8JsonWriter json, DurableError error)
    {
        json.WriteStartObject(SummaryNames.Error);
        json.WriteString(SummaryNames.ErrorType, error.ErrorType);
        json.WriteString(SummaryNames.ErrorMessage, error.ErrorMessage);
        if (error.ErrorData is { } data)
        {
            json.WriteString(SummaryNames.ErrorData, data);
        }

        if (error.StackTrace is { } stack)
        {
            json.WriteStartArray(SummaryNames.StackTrace);
            foreach (var line in stack)
            {
                json.WriteStringValue(line);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static DurableLimitException TooMany(int found, long limit) =>
        new("A scope", found, limit, "branch", "branches", "Split it over several scopes or executions.");
}
