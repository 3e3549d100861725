using Microsoft.Extensions.Logging;

namespace DurableParallel.Testing;

/// <summary>A line that the code of a function has logged.</summary>
public sealed record TestLogLine
{
    /// <summary>How serious it is.</summary>
    public required LogLevel Level { get; init; }

    /// <summary>The text.</summary>
    public required string Message { get; init; }

    /// <summary>The exception, if one was logged.</summary>
    public Exception? Exception { get; init; }

    /// <summary>Whose line it is.</summary>
    public required string ExecutionName { get; init; }

    /// <summary>In which invocation of the execution, from 1.</summary>
    public required int Invocation { get; init; }

    /// <summary>What the scopes around the line say, for example the branch and the step's attempt.</summary>
    public required IReadOnlyDictionary<string, object?> Properties { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"[{Level}] {Message} (invocation {Invocation})";
}
