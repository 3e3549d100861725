using DurableParallel.Errors;

namespace DurableParallel.Testing;

/// <summary>What a saved history does not say of its execution. Immutable.</summary>
public sealed record HistoryReplayOptions
{
    private readonly TimeSpan _quietTime = TimeSpan.FromSeconds(5);

    /// <summary>The execution's ARN, on which ctx.NewGuid and ctx.Random depend. Histories that AWS's tools print do not have it.</summary>
    /// <value>By default null: that of the file.</value>
    public string? ExecutionArn { get; init; }

    /// <summary>The execution's name.</summary>
    /// <value>By default null: that of the file, else the last but one part of the ARN, which is the name on AWS and on our server.</value>
    public string? ExecutionName { get; init; }

    /// <summary>How much real time code may take that is no operation before it is taken to wait for something that will not come.</summary>
    /// <value>Above zero; by default 5 s.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is zero or negative.</exception>
    public TimeSpan QuietTime
    {
        get => _quietTime;
        init => _quietTime = OptionRange.AboveZero(value);
    }
}
