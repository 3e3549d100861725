namespace DurableParallel.Engine.Journal.Log;

/// <summary>A record of kind <see cref="RecordKind.Settled"/>.</summary>
/// <param name="At">Milliseconds since the execution was created.</param>
/// <param name="Version">The version of the function that the execution keeps from now on.</param>
/// <param name="TimeoutMilliseconds">How long the execution may take, in milliseconds from its creation; 0 is for ever.</param>
internal sealed record SettledRecord(long At, int Version, long TimeoutMilliseconds);
