using DurableParallel.Errors;

namespace DurableParallel.Records;

/// <summary>What the START of a wait for an event says beyond its name, which is the event's.</summary>
/// <param name="TimeoutMilliseconds">Milliseconds until the wait times out; 0 is never.</param>
internal sealed record EventWaitOptions(long TimeoutMilliseconds) : OperationOptions
{
    /// <summary>The error of a wait whose time was up.</summary>
    public static DurableError TimeoutError { get; } = new(ErrorTypes.EventTimeout, "No event came in time");

    /// <summary>
    /// The name of the type that the event's value is read as, by the function's serializer. Null when the wait has a serializer
    /// of its own.
    /// </summary>
    public string? ValueType { get; init; }

    public override DateTimeOffset? DueAt(DateTimeOffset started, DateTimeOffset lastSign) => TimeoutMilliseconds > 0 ? started.AddMilliseconds(TimeoutMilliseconds) : null;
}
