namespace DurableParallel.Server.Workers;

/// <summary>To whom an event was handed.</summary>
/// <param name="Loop">The name of the worker's loop; null when it has told none.</param>
/// <param name="Worker">The process; null when it is not known.</param>
/// <param name="Connection">The connection that it went over.</param>
/// <param name="Peer">The number of the process at the other end, as far as this machine tells; null when it does not.</param>
/// <param name="StaysOpen">Whether the worker means to use the connection again.</param>
internal sealed record Delivery(string? Loop, WorkerProcess? Worker, string Connection, Task<int?> Peer, bool StaysOpen);
