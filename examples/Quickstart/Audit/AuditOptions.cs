namespace DurableParallel.Quickstart;

/// <summary>The options of one run. They are no part of the execution's input: a resumed audit may use others.</summary>
internal sealed record AuditOptions
{
    public const int DefaultConcurrency = 8;
    public const int DefaultTolerance = 10;

    /// <summary>The full path of the folder.</summary>
    public required string Folder { get; init; }

    public required string Journal { get; init; }

    public required string Report { get; init; }

    public int Concurrency { get; init; } = DefaultConcurrency;

    public int Tolerate { get; init; } = DefaultTolerance;

    /// <summary>How long every step takes at least.</summary>
    public TimeSpan Slow { get; init; }

    public int? KillAfter { get; init; }

    public string? Fail { get; init; }

    public string? Effects { get; init; }

    /// <summary>The files that the audit itself writes; they are left out of the listing.</summary>
    public IReadOnlySet<string> OwnFiles => new HashSet<string>(StringComparer.Ordinal)
    {
        Journal, $"{Journal}-wal", $"{Journal}-shm", $"{Journal}-journal", $"{Journal}.lock", $"{Journal}.holder", Report, $"{Report}.tmp", Effects ?? Report,
    };
}
