using DurableParallel.Errors;

namespace DurableParallel;

/// <summary>The root of this library's exceptions. Misuse of the API throws the types of .NET instead.</summary>
public class DurableException : Exception
{
    /// <summary>Makes an exception with the general code DP1000.</summary>
    public DurableException(string message)
        : this(ErrorCodes.General, message)
    {
    }

    internal DurableException(string code, string message, Exception? innerException = null)
        : base(message, innerException) =>
        Code = code;

    /// <summary>A stable code such as DP2001, which has a page in the documentation.</summary>
    public string Code { get; }

    /// <summary>Whether a host that ends an invocation with it means no failure: it stops, or the execution was stopped or timed out.</summary>
    internal virtual bool IsOrderlyEnd => false;

    /// <summary>A message of ours with its code, by which people find the page.</summary>
    private protected static string WithCode(string code, string message) => $"{message} [{code}]";
}
