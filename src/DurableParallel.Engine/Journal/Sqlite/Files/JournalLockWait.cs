using DurableParallel.Logging;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Journal.Sqlite.Files;

/// <summary>Takes the lock of a journal, and waits for it as long as the options say while another engine has it.</summary>
internal static class JournalLockWait
{
    // A lock of the operating system tells nobody that it is free.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <exception cref="JournalLockedException">Another engine still had it when the time was over.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled while it waited.</exception>
    public static async Task<JournalLock> AcquireAsync(DurableEngineOptions options, CancellationToken cancellationToken)
    {
        var (time, begun, hasLogged) = (options.TimeProvider, options.TimeProvider.GetTimestamp(), false);
        while (true)
        {
            var left = options.LockTimeout - time.GetElapsedTime(begun);
            try
            {
                return JournalLock.Acquire(options.JournalPath);
            }
            catch (JournalLockedException held) when (left > TimeSpan.Zero)
            {
                if (!hasLogged)
                {
                    hasLogged = true;
                    GuardedLoggerFactory.Around(options.LoggerFactory).CreateLogger<DurableEngine>().JournalHeld(options.LockTimeout, held.Message);
                }
            }

            await Task.Delay(left < Pause ? left : Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
