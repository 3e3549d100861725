namespace DurableParallel.Server.Workers;

/// <summary>To whom an event was handed.</summary>
/// <param name="Loop">The name of the worker's loop; null when it has told none.</param>
/// <param name="Worker">The process; null when it is not known.</param>
/// <param name="Connection">The connection that it went over.</param>
/// <param name="Peer">Who is at the other end; null when nobody need be looked for.</param>
/// <param name="StaysOpen">Whether the worker means to use the connection again.</param>
internal sealed record Delivery(string? Loop, WorkerProcess? Worker, string Connection, ConnectionPeer? Peer, bool StaysOpen);
