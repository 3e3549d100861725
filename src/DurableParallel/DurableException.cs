using DurableParallel.Errors;

namespace DurableParallel;

/// <summary>The root of this library's exceptions. Misuse of the API throws the types of .NET instead.</summary>
public class DurableException : Exception
{
    /// <summary>Makes an exception with the general code DP1000.</summary>
    public DurableException(string message)
        : base(message) =>
        Code = ErrorCodes.General;

    /// <summary>A message of ours, which is followed by its code and the address of its page.</summary>
    internal DurableException(string code, string message, Exception? innerException = null)
        : base(ErrorPages.Append(code, message), innerException) =>
        Code = code;

    /// <summary>Likewise, with further lines behind that.</summary>
    private protected DurableException(string code, string headline, string? details, Exception? innerException)
        : base(ErrorPages.Append(code, headline) + (details is null ? "" : Environment.NewLine + details), innerException) =>
        Code = code;

    /// <summary>The message of an error on record, as it is.</summary>
    private protected DurableException(string code, DurableError error, Exception? innerException)
        : base(error.ErrorMessage, innerException) =>
        Code = code;

    /// <summary>A stable code such as DP2001, which has a page in the documentation.</summary>
    public string Code { get; }

    /// <summary>Whether a host that ends an invocation with it means no failure: it stops, or the execution was stopped or timed out.</summary>
    internal virtual bool IsOrderlyEnd => false;
}
