using System.Text.Json;

namespace DurableParallel.Scopes.Summary;

/// <summary>The members of a scope's summary.</summary>
internal static class SummaryNames
{
    public static readonly JsonEncodedText CompletionReason = JsonEncodedText.Encode("CompletionReason");
    public static readonly JsonEncodedText Failed = JsonEncodedText.Encode("Failed");
    public static readonly JsonEncodedText MinimumMet = JsonEncodedText.Encode("MinimumMet");
    public static readonly JsonEncodedText Units = JsonEncodedText.Encode("Units");
    public static readonly JsonEncodedText Index = JsonEncodedText.Encode("Index");
    public static readonly JsonEncodedText Name = JsonEncodedText.Encode("Name");
    public static readonly JsonEncodedText Status = JsonEncodedText.Encode("Status");
    public static readonly JsonEncodedText Result = JsonEncodedText.Encode("Result");
    public static readonly JsonEncodedText Error = JsonEncodedText.Encode("Error");
    public static readonly JsonEncodedText EndTimestamp = JsonEncodedText.Encode("EndTimestamp");
    public static readonly JsonEncodedText ErrorType = JsonEncodedText.Encode("ErrorType");
    public static readonly JsonEncodedText ErrorMessage = JsonEncodedText.Encode("ErrorMessage");
    public static readonly JsonEncodedText ErrorData = JsonEncodedText.Encode("ErrorData");
    public static readonly JsonEncodedText StackTrace = JsonEncodedText.Encode("StackTrace");
    public static readonly JsonEncodedText Total = JsonEncodedText.Encode("Total");
    public static readonly JsonEncodedText Runs = JsonEncodedText.Encode("Runs");
    public static readonly JsonEncodedText TwoBits = JsonEncodedText.Encode("TwoBits");
    public static readonly JsonEncodedText Digest = JsonEncodedText.Encode("Digest");
}
