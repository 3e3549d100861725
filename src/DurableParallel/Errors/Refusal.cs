namespace DurableParallel.Errors;

/// <summary>What an operation ends with when its scope is decided: it writes nothing and enters no retry strategy.</summary>
internal static class Refusal
{
    public static OperationCanceledException Of(string operation) =>
        new($"'{operation}' was canceled: the outcome of the scope around it is decided. Let the exception end the branch; finally blocks run.");
}
