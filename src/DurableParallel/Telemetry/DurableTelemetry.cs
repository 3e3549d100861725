using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;

namespace DurableParallel.Telemetry;

/// <summary>The library's one source of spans and its one meter. Both are public by name.</summary>
internal static class DurableTelemetry
{
    public const string Name = "DurableParallel";

    private static readonly string? Version = typeof(DurableTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
    private static readonly Meter Meter = new(Name, Version);

    public static ActivitySource Source { get; } = Listeners.MakeSource(Name, Version);

    public static UpDownCounter<long> ActiveExecutions { get; } =
        Listeners.Make(Meter, "durableparallel.executions.active", static () => Meter.CreateUpDownCounter<long>("durableparallel.executions.active", "{execution}", "Executions with an invocation in this process."));

    public static Histogram<double> OperationDuration { get; } =
        Listeners.Make(Meter, "durableparallel.operation.duration", static () => Meter.CreateHistogram<double>("durableparallel.operation.duration", "s", "From the start of an operation to its durable end."));

    public static Histogram<double> CheckpointDuration { get; } =
        Listeners.Make(Meter, "durableparallel.checkpoint.duration", static () => Meter.CreateHistogram<double>("durableparallel.checkpoint.duration", "s", "From handing over a checkpoint to its acknowledgement."));

    public static Histogram<long> CheckpointSize { get; } =
        Listeners.Make(Meter, "durableparallel.checkpoint.size", static () => Meter.CreateHistogram<long>("durableparallel.checkpoint.size", "By", "Payload and error of a checkpoint, in UTF-8."));

    public static Histogram<double> BranchQueueTime { get; } =
        Listeners.Make(Meter, "durableparallel.branch.queue.duration", static () => Meter.CreateHistogram<double>("durableparallel.branch.queue.duration", "s", "From the join of a scope to the start of a branch of it."));
}
