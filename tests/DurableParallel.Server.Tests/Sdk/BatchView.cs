using Newtonsoft.Json;

namespace DurableParallel.Server.Tests.Sdk;

/// <summary>What a function says of a batch.</summary>
internal sealed record BatchView(
    [property: JsonProperty("results")] IReadOnlyList<string> Results,
    [property: JsonProperty("completionReason")] CompletionReason CompletionReason,
    [property: JsonProperty("status")] BranchStatus Status,
    [property: JsonProperty("successCount")] int SuccessCount,
    [property: JsonProperty("failureCount")] int FailureCount,
    [property: JsonProperty("totalCount")] int TotalCount)
{
    public static BatchView Of(IBatchResult<string> result) =>
        new(result.GetResults(), result.CompletionReason, result.Status, result.SuccessCount, result.FailureCount, result.TotalCount);
}
