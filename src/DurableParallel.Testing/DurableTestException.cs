namespace DurableParallel.Testing;

/// <summary>
/// A test cannot go on, or one of the tools has found something. The code says what: DP7001 nothing moves any more, DP7005
/// a saved history does not fit today's code, DP7006 a saved history cannot be read.
/// </summary>
public sealed class DurableTestException : DurableException
{
    internal DurableTestException(string code, string message, Exception? innerException = null)
        : base(code, WithCode(code, message), innerException)
    {
    }
}
