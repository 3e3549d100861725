namespace DurableParallel.Server.Workers;

/// <summary>A port of this machine that is for the workers of some functions alone: a path that says for which is not needed there.</summary>
/// <param name="Functions">The functions.</param>
/// <param name="Process">The process that the server starts for them; null for workers that attach by themselves.</param>
/// <param name="Number">The port, or 0 for one that is free.</param>
internal sealed record WorkerPort(WorkerFunctions Functions, WorkerProcess? Process, int Number);
