using System.Collections.Concurrent;
using System.Diagnostics;
using Span = System.Diagnostics.Activity;

namespace DurableParallel.Contract.Telemetry;

/// <summary>Listens to the library's spans, and to those of one more source, until it is disposed.</summary>
internal sealed class SpanRecorder : IDisposable
{
    private readonly ActivityListener _listener;

    public SpanRecorder(string other = "")
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "DurableParallel" || source.Name == other,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = _ => Interlocked.Increment(ref _started),
            ActivityStopped = Spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private int _started;

    public ConcurrentQueue<Span> Spans { get; } = new();

    public int Started => Volatile.Read(ref _started);

    public Span Single(string name) => Spans.Single(span => span.OperationName == name);

    public void Dispose() => _listener.Dispose();
}
