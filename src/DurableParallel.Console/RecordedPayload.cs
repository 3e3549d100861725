using System.Security.Claims;

namespace DurableParallel.Console;

/// <summary>A payload, or a text of an error, that is about to be shown. Immutable.</summary>
public sealed record RecordedPayload
{
    /// <summary>The text as it is on record.</summary>
    public required string Text { get; init; }

    /// <summary>What the text is.</summary>
    public required PayloadKind Kind { get; init; }

    /// <summary>The name of the execution, or of the schedule, that it belongs to; empty for the message of a refusal.</summary>
    public required string OwnerName { get; init; }

    /// <summary>The function that is run; empty for the message of a refusal.</summary>
    public required string FunctionName { get; init; }

    /// <summary>The name of the operation that it belongs to; null for an operation without a name, and for what belongs to the execution itself.</summary>
    public string? OperationName { get; init; }

    /// <summary>Who asks for it, as the application has authenticated the request.</summary>
    public required ClaimsPrincipal User { get; init; }
}
