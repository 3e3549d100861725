namespace DurableParallel.Testing;

/// <summary>
/// A test cannot go on, or one of the tools has found something. The code says what: DP7001 nothing moves any more, DP7005
/// a saved history does not fit today's code, DP7006 a saved history cannot be read.
/// </summary>
public sealed class DurableTestException : DurableException
{
    /// <param name="code">What kind of error.</param>
    /// <param name="headline">The first line, which the code follows.</param>
    /// <param name="details">Further lines; null for none.</param>
    /// <param name="innerException">What led to it; null for nothing.</param>
    internal DurableTestException(string code, string headline, string? details = null, Exception? innerException = null)
        : base(code, headline, details, innerException)
    {
    }
}
