namespace DurableParallel.Engine.Journal.Log;

/// <summary>A record of kind <see cref="RecordKind.Blocked"/>.</summary>
/// <param name="At">Milliseconds since the execution was created.</param>
/// <param name="Reason">The kind of obstacle.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record BlockedRecord(long At, BlockedReason Reason, string Message)
{
    /// <summary>Of every execution whose function is not registered. Never written, and the execution itself says what is missing.</summary>
    public static BlockedRecord Missing { get; } = new(0, BlockedReason.MissingVersion, string.Empty);
}
