namespace DurableParallel.Wire;

/// <summary>What functions and servers of this library say to each other beside what the service knows.</summary>
internal static class WireHeaders
{
    /// <summary>Tells a loop that takes events one after the other from every other one, whatever connections they share.</summary>
    public const string WorkerLoop = "Durable-Worker-Loop";

    /// <summary>
    /// On an event: the invocation before was suspended, and what UpdatedOperationIds names is all that has ended since. The
    /// service does not say whether it was, and names operations after a failed invocation as well.
    /// </summary>
    public const string Resumed = "Durable-Resumed";

    /// <summary>The only value that <see cref="Resumed"/> has.</summary>
    public const string True = "true";

    /// <summary>The names of the functions that a worker runs, parted by commas; not told by one that runs any.</summary>
    public const string WorkerFunctions = "Durable-Worker-Functions";
}
