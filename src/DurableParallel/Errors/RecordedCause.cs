namespace DurableParallel.Errors;

/// <summary>One of the exceptions that caused a recorded error.</summary>
/// <param name="Type">The full name of its type.</param>
/// <param name="Message">Its message, which may be cut.</param>
/// <param name="BaseTypes">The base types that tell something, nearest first.</param>
internal sealed record RecordedCause(string Type, string Message, IReadOnlyList<string> BaseTypes);
