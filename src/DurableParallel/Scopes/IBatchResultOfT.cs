namespace DurableParallel;

/// <summary>
/// The outcome of a map, or of a list of branches, with the values. The same live and replayed. Immutable and safe from
/// any thread.
/// </summary>
/// <typeparam name="T">The type of the values.</typeparam>
public interface IBatchResult<T> : IBatchResult
{
    /// <summary>Every item, in the order of the list, whether it started or not.</summary>
    IReadOnlyList<IBatchItem<T>> All { get; }

    /// <summary>Those that succeeded, in the order of their indexes.</summary>
    IReadOnlyList<IBatchItem<T>> Succeeded { get; }

    /// <summary>Those that failed, in the order of their indexes.</summary>
    IReadOnlyList<IBatchItem<T>> Failed { get; }

    /// <summary>Those that never started, in the order of their indexes.</summary>
    IReadOnlyList<IBatchItem<T>> Skipped { get; }

    /// <summary>Those that started and were released before they ended, in the order of their indexes.</summary>
    IReadOnlyList<IBatchItem<T>> Canceled { get; }

    /// <summary>The values of those that succeeded, in the order of their indexes. Others leave no gap.</summary>
    /// <returns>The values.</returns>
    /// <exception cref="DurableException">A recorded value cannot be read as the type that the code asks for now.</exception>
    IReadOnlyList<T> GetResults();
}
