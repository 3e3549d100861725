namespace DurableParallel;

/// <summary>One branch of a map or of a list of branches, with what became of it. Immutable and safe from any thread.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public interface IBatchItem<out T>
{
    /// <summary>Its place in the list, from 0.</summary>
    int Index { get; }

    /// <summary>Its name; items may share one.</summary>
    string Name { get; }

    /// <summary>How it ended.</summary>
    BranchStatus Status { get; }

    /// <summary>The value as it was recorded when it succeeded, else the default of the type. Deserialised when it is first read.</summary>
    /// <exception cref="DurableException">The recorded value cannot be read as the type that the code asks for now.</exception>
    T? Result { get; }

    /// <summary>The error when it failed, which carries the root's; else null.</summary>
    OperationFailedException? Error { get; }
}
