namespace DurableParallel.Testing.Running;

/// <summary>The input of runs, written by the serializer of each run's function.</summary>
internal delegate string? RunInput(IDurableSerializer serializer);
