namespace DurableParallel.Server.Workers;

/// <summary>To whom an event was handed.</summary>
/// <param name="Loop">The name of the worker's loop; null when there is none.</param>
/// <param name="Runtime">Whose loop it is, as far as is known: a process's, or a machine's. Null where the loop's name is enough, or nothing can be known.</param>
/// <param name="Worker">The process that the server started; null for others.</param>
/// <param name="Connection">The connection that it went over.</param>
/// <param name="Peer">Who is at the other end; null when nobody need be looked for.</param>
/// <param name="StaysOpen">Whether the worker means to use the connection again.</param>
internal sealed record Delivery(string? Loop, string? Runtime, WorkerProcess? Worker, string Connection, ConnectionPeer? Peer, bool StaysOpen);
