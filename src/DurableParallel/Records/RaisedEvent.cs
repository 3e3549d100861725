namespace DurableParallel.Records;

/// <summary>An event that was raised in an execution.</summary>
/// <param name="Name">What it is called; several may have one name.</param>
/// <param name="Payload">Its value; null is no payload.</param>
/// <param name="Id">What it is recognized by when it is raised again; null when it is not.</param>
/// <param name="At">When it was raised, in milliseconds since 1970.</param>
internal sealed record RaisedEvent(string Name, string? Payload, string? Id, long At)
{
    /// <summary>The trace in which it was raised, as W3C's traceparent has it; null for none.</summary>
    public string? From { get; init; }

    /// <summary>With what the ids begin that an execution gives to events it raises; those of others do not.</summary>
    public const string OwnIds = "durable:";

    /// <summary>The id of an event that an execution raises: one for each operation, also after another execution has taken the execution's name.</summary>
    /// <param name="execution">The execution's name.</param>
    /// <param name="createdAt">When it was created, in milliseconds since 1970.</param>
    /// <param name="operation">What its host knows the operation by.</param>
    public static string OwnId(string execution, long createdAt, string operation) => FormattableString.Invariant($"{OwnIds}{execution}/{createdAt}/{operation}");
}
