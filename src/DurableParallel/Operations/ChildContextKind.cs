using DurableParallel.Errors;
using DurableParallel.Protocol;

namespace DurableParallel.Operations;

/// <summary>What tells the operations apart that are a body under one record; all else is the same.</summary>
/// <param name="Word">As messages name it.</param>
/// <param name="SubType">The wire's subtype.</param>
/// <param name="ToException">What a recorded failure throws.</param>
internal sealed record ChildContextKind(string Word, string SubType, Func<DurableError, OperationFailedException> ToException)
{
    /// <summary>The child context that code asks for.</summary>
    public static ChildContextKind Child { get; } =
        new("child context", OperationSubTypes.ChildContext, static error => new ChildContextFailedException(error));

    /// <summary>A block of operations that is retried as a whole.</summary>
    public static ChildContextKind WithRetry { get; } = Child with { Word = "retried block", SubType = OperationSubTypes.WithRetry };

    /// <summary>A callback together with the step that hands out its id.</summary>
    public static ChildContextKind WaitForCallback { get; } =
        new("the wait for a callback", OperationSubTypes.WaitForCallback, CallbackErrors.ToException);
}
