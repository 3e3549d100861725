namespace DurableParallel.Engine.Serving;

/// <summary>A checkpoint that was answered, in case that its sender did not get the answer and asks again.</summary>
/// <param name="Token">The token that it came with.</param>
/// <param name="ClientToken">What its sender knows it by.</param>
/// <param name="At">When it came, in milliseconds since 1970.</param>
/// <param name="Reply">The answer.</param>
internal sealed record AnsweredCheckpoint(string Token, string ClientToken, long At, Task<CheckpointReply> Reply)
{
    private static readonly TimeSpan RepeatableFor = TimeSpan.FromMinutes(15);

    /// <summary>Whether a request is the same one again.</summary>
    public bool IsFor(string token, string? clientToken, long now) =>
        ClientToken == clientToken && Token == token && now - At <= RepeatableFor.TotalMilliseconds;
}
