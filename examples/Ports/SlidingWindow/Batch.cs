namespace DurableParallel.Ports.SlidingWindow;

/// <summary>Where a run of the batch begins.</summary>
internal sealed record Batch(int Total, int Offset, int Sum);
