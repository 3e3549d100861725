namespace DurableParallel.Quickstart;

/// <summary>What reading a file found.</summary>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">In lower-case hex; null when there was nothing to read.</param>
/// <param name="Lines">0 for what is not a text.</param>
/// <param name="Skip">Why the file is not analysed; null when it is.</param>
internal sealed record FileFacts(long Size, string? Sha256, long Lines, string? Skip);
