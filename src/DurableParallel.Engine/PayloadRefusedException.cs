namespace DurableParallel.Engine;

/// <summary>
/// An input is not what its function takes, or a callback's result is not what its function awaits. Nothing was recorded.
/// </summary>
public sealed class PayloadRefusedException : DurableException
{
    internal PayloadRefusedException(string what, string executionName, Type expected, Exception cause)
        : base(
            EngineErrorCodes.PayloadRefused,
            $"{what} is not a {expected}, which is expected: {cause.Message} Nothing was recorded. Send a value of that type, written by the function's serializer.",
            cause)
    {
        ExecutionName = executionName;
        ExpectedType = expected;
    }

    /// <summary>The name of the execution that was to be started, or whose callback was to be completed.</summary>
    public string ExecutionName { get; }

    /// <summary>The type that the payload has to be read as.</summary>
    public Type ExpectedType { get; }
}
