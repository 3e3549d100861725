namespace DurableParallel.Running.Operations;

/// <summary>An operation that waits for an event and knows what it reads its value as.</summary>
internal interface IEventReader
{
    /// <summary>The type that the value is read as.</summary>
    Type ValueType { get; }

    /// <summary>Why a payload is not read as that; null when it is. Calls the user's serializer.</summary>
    Exception? WhyUnreadable(string? payload);
}
