using DurableParallel.Errors;

namespace DurableParallel;

/// <summary>
/// A saga has failed, and some of what it had done could not be undone. The <see cref="Exception.InnerException"/> is why the saga
/// failed, as far as it is known: the exception that left the body of <c>SagaAsync</c>, or else the first step of the saga that failed.
/// </summary>
public sealed class SagaCompensationException : DurableException
{
    internal SagaCompensationException(string? sagaName, IReadOnlyList<CompensationError> compensationErrors, Exception? cause)
        : base(ErrorCodes.SagaCompensationFailed, Describe(sagaName, compensationErrors, cause), cause)
    {
        SagaName = sagaName;
        CompensationErrors = compensationErrors;
    }

    /// <summary>The name of the saga; null when it has none.</summary>
    public string? SagaName { get; }

    /// <summary>
    /// The compensations that failed for good, in the order in which they ran, which is from the last to the first. Of very many, the
    /// first that fit into half a million characters.
    /// </summary>
    public IReadOnlyList<CompensationError> CompensationErrors { get; }

    private static string Describe(string? sagaName, IReadOnlyList<CompensationError> errors, Exception? cause)
    {
        var saga = sagaName is null ? "The unnamed saga" : $"Saga '{sagaName}'";
        var first = errors[0];
        var why = cause is null ? string.Empty : $" The saga failed by {cause.GetType()}: {cause.Message}";
        return $"{saga} could not undo everything: {Counted.Of(errors.Count, "compensation")} failed, "
            + $"first that of '{first.Name}', {first.Error.ErrorType}: {first.Error.ErrorMessage}{why}";
    }
}
