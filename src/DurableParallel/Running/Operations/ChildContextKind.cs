using DurableParallel.Records;

namespace DurableParallel.Running.Operations;

/// <summary>What tells the operations apart that are a body under one record; all else is the same.</summary>
/// <param name="Word">As messages name it.</param>
/// <param name="SubType">The wire's subtype.</param>
/// <param name="ToException">What a recorded failure throws.</param>
internal sealed record ChildContextKind(string Word, string SubType, Func<DurableError, OperationFailedException> ToException)
{
    /// <summary>The child context that code asks for.</summary>
    public static ChildContextKind Child { get; } =
        new("child context", OperationSubTypes.ChildContext, static error => new ChildContextFailedException(error));
}
