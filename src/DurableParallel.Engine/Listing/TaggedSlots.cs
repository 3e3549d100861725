namespace DurableParallel.Engine.Listing;

/// <summary>Which executions of a chunk have all tags that a query asks for.</summary>
/// <param name="Key">The chunk.</param>
/// <param name="Bits">By slot.</param>
internal sealed record TaggedSlots(long Key, ulong[] Bits);
