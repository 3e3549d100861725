namespace DurableParallel.Protocol.Wire;

/// <summary>What functions and servers of this library say to each other beside what the service knows.</summary>
internal static class WireHeaders
{
    /// <summary>Tells a loop that takes events one after the other from every other one, whatever connections they share.</summary>
    public const string WorkerLoop = "Durable-Worker-Loop";

    /// <summary>The names of the functions that a worker runs, parted by commas; not told by one that runs any.</summary>
    public const string WorkerFunctions = "Durable-Worker-Functions";
}
