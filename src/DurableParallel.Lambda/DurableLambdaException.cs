namespace DurableParallel.Lambda;

/// <summary>
/// Something between a function and its service: the checkpoint API, the invocation's event, the environment. It never
/// reaches the function's code. One that leaves a handler asks the service to invoke again; see the code for which is which.
/// </summary>
public sealed class DurableLambdaException : DurableException
{
    internal DurableLambdaException(string code, string message, Exception? innerException = null)
        : base(code, message, innerException)
    {
    }
}
