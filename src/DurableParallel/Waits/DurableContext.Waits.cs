using DurableParallel.Records;
using DurableParallel.Waits;

namespace DurableParallel;

/// <content>Waits: delays that outlive the process.</content>
public sealed partial class DurableContext
{
    /// <inheritdoc cref="WaitAsync(string?, TimeSpan)"/>
    public DurableTask WaitAsync(TimeSpan duration) => WaitAsync(null, duration);

    /// <summary>
    /// Waits for a time that is kept by the host: a process that dies meanwhile changes nothing, and what is overdue
    /// when it comes back ends at once.
    /// </summary>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="duration">0 to 366 days; rounded up to whole milliseconds and to 1 at least, on AWS to whole seconds.</param>
    /// <returns>A task that completes when the time is over.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative or too long.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    public DurableTask WaitAsync(string? name, TimeSpan duration)
    {
        var milliseconds = DurationRule.ToMilliseconds(duration, nameof(duration));
        var wait = new WaitOperation(this, Next(OperationType.Wait, OperationSubTypes.Wait, name), milliseconds);
        wait.Begin();
        return wait.VoidTask;
    }
}
