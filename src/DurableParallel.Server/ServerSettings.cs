using DurableParallel.Server.Workers;
using DurableParallel.Wire;

namespace DurableParallel.Server;

/// <summary>What the rooms of a server share, read from its options.</summary>
internal sealed class ServerSettings
{
    public required TimeProvider TimeProvider { get; init; }

    /// <summary>How long a request waits for a worker of its function.</summary>
    public required TimeSpan WorkerTimeout { get; init; }

    /// <summary>The most bytes of an asynchronous invoke's input.</summary>
    public required int AsyncInputLimit { get; init; }

    /// <summary>The most bytes of a page of operations.</summary>
    public int PageBytes { get; init; } = WirePage.MaxBytes;

    /// <summary>The most operations of the page that an invocation begins with.</summary>
    public int FirstPageCount { get; init; } = WirePage.MaxCount;

    /// <summary>What the path of workers must carry; null for nothing.</summary>
    public string? WorkerSecret { get; init; }

    /// <summary>Told of every execution that was started.</summary>
    public required Action<string, string> OnStarted { get; init; }

    public required IReadOnlyList<FunctionEntry> Functions { get; init; }
}
