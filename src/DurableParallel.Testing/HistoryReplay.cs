using DurableParallel.Engine;
using DurableParallel.Testing.Histories;

namespace DurableParallel.Testing;

/// <summary>
/// Replays a saved history against today's code, so that a change that running executions could not take shows in a test
/// and not in production. Safe from any thread.
/// </summary>
/// <remarks>
/// A file is the JSON of GetDurableExecutionHistory with the execution's data: what <see cref="DurableTestResult.SaveHistory"/>
/// and <see cref="SaveAsync"/> write, and what the AWS command line prints of an execution on AWS or on our server. No step's body runs, nothing is
/// written, and no time passes. What is below a context that has ended is not replayed, as it is not in production.
/// </remarks>
public static class HistoryReplay
{
    /// <summary>The largest file that is read, in bytes: 64 MiB.</summary>
    public const int MaxFileBytes = 64 * 1024 * 1024;

    /// <summary>Saves the history of an execution of the embedded engine, whether it has ended or not. A file that is there is replaced.</summary>
    /// <param name="execution">The execution.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the waiting for the history.</param>
    /// <returns>A task that completes when the file is written.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static async Task SaveAsync(ExecutionHandle execution, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(execution);
        ArgumentException.ThrowIfNullOrEmpty(path);
        HistoryFile.Write(path, execution.Arn, execution.Name, await execution.GetHistoryAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Replays a history.</summary>
    /// <param name="path">The file.</param>
    /// <param name="function">Today's code.</param>
    /// <param name="options">What the file does not say; null for the defaults.</param>
    /// <returns>What was replayed, and where the code stands after it.</returns>
    /// <exception cref="DurableTestException">The code asks for something else than what is on record (DP7005), or the file cannot be read (DP7006).</exception>
    public static HistoryReplayReport Verify(string path, DurableFunction function, HistoryReplayOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(function);
        options ??= new HistoryReplayOptions();
        var recorded = HistoryFile.Read(path);
        return new Replayer(Path.GetFileName(path), recorded, function, options).Run();
    }
}
