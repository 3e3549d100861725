namespace DurableParallel;

/// <summary>
/// An error as it is recorded: always that of the root, through any number of nested scopes and contexts. Equal
/// errors compare equal, the stack trace line by line.
/// </summary>
/// <param name="ErrorType">The full name of the exception's type.</param>
/// <param name="ErrorMessage">The exception's message.</param>
/// <param name="ErrorData">What the error carries besides, as text; null when there is nothing.</param>
/// <param name="StackTrace">The stack, a frame a line; null when it is not known.</param>
public sealed record DurableError(string ErrorType, string ErrorMessage, string? ErrorData = null, IReadOnlyList<string>? StackTrace = null)
{
    /// <inheritdoc/>
    public bool Equals(DurableError? other) =>
        other is not null
        && string.Equals(ErrorType, other.ErrorType, StringComparison.Ordinal)
        && string.Equals(ErrorMessage, other.ErrorMessage, StringComparison.Ordinal)
        && string.Equals(ErrorData, other.ErrorData, StringComparison.Ordinal)
        && (StackTrace ?? []).SequenceEqual(other.StackTrace ?? [], StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ErrorType, ErrorMessage, ErrorData);
}
