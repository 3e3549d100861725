using System.Text.Json;
using DurableParallel.Scopes.Summary;

namespace DurableParallel.Engine.Operations;

/// <summary>Whether a scope that is on record as succeeded has failed by its rules. Summaries come from this library, from other SDKs, and from anybody.</summary>
internal static class RecordedVerdict
{
    private const string CompletionReason = "completionReason";
    private const string FailureToleranceExceeded = "FAILURE_TOLERANCE_EXCEEDED";

    public static bool IsFailure(string? summary)
    {
        if (summary is null)
        {
            return false;
        }

        try
        {
            return !BranchSummary.Decode(summary).Verdict.IsSuccess;
        }
        catch (DurableException)
        {
            return IsFailureOfOthers(summary);
        }
    }

    // The other SDKs of AWS name the reason alike, and agree in nothing else.
    private static bool IsFailureOfOthers(string summary)
    {
        try
        {
            using var json = JsonDocument.Parse(summary);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.EnumerateObject().Any(static member =>
                    member.Name.Equals(CompletionReason, StringComparison.OrdinalIgnoreCase) && IsText(member.Value, FailureToleranceExceeded));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsText(JsonElement value, string text) => value.ValueKind == JsonValueKind.String && value.ValueEquals(text);
}
