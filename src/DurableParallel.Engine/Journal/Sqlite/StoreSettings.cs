namespace DurableParallel.Engine.Journal.Sqlite;

/// <summary>How a journal's file is written. Every setting has a default.</summary>
internal sealed record StoreSettings
{
    public static readonly TimeSpan DefaultBusyTime = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan DefaultWatchInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long one attempt waits for another program's lock on the file.</summary>
    public TimeSpan BusyTime { get; init; } = DefaultBusyTime;

    /// <summary>How often commits look, at most, whether the files are still there.</summary>
    public TimeSpan WatchInterval { get; init; } = DefaultWatchInterval;

    /// <summary>Told after every attempt that found the file locked.</summary>
    public Action? OnBusy { get; init; }
}
