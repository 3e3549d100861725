namespace DurableParallel.Engine.Journal.Log;

/// <summary>That an execution is to be canceled, among its terms.</summary>
/// <param name="At">Since when its cleanup has time, in milliseconds since 1970: the request, or the latest retry after it.</param>
/// <param name="CleanupMilliseconds">How long that may take.</param>
/// <param name="Reason">Why, for people; null for no reason.</param>
internal sealed record CancelTerms(long At, long CleanupMilliseconds, string? Reason)
{
    /// <summary>When the cleanup has had its time, in milliseconds since 1970.</summary>
    public long Deadline => At + CleanupMilliseconds;

    /// <summary>Whether the request is durable. Not on record: what is on record is.</summary>
    public bool IsDurable { get; init; } = true;
}
