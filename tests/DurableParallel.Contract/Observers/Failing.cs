using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Contract.Observers;

/// <summary>Observers of every kind, each of which throws in everything that it is asked.</summary>
internal static class Failing
{
    /// <summary>Throws for spans in everything, as of now; also what <see cref="ActivityListener.ShouldListenTo"/> asks of later sources.</summary>
    public static ActivityListener Spans() => new()
    {
        ShouldListenTo = static source => source.Name == "DurableParallel",
        Sample = static (ref ActivityCreationOptions<ActivityContext> options) => options.Name == "invocation" ? ActivitySamplingResult.AllDataAndRecorded : throw new ObserverException(),
        ActivityStarted = static _ => throw new ObserverException(),
        ActivityStopped = static _ => throw new ObserverException(),
    };

    public static MeterListener Measurements()
    {
        var isStarted = false;
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "DurableParallel")
                {
                    listener.EnableMeasurementEvents(instrument);

                    // While it starts, that would be the test's own failure.
                    if (isStarted)
                    {
                        throw new ObserverException();
                    }
                }
            },
            MeasurementsCompleted = static (_, _) => throw new ObserverException(),
        };
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => throw new ObserverException());
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => throw new ObserverException());
        listener.Start();
        isStarted = true;
        return listener;
    }

    /// <summary>Where <paramref name="fails"/> says so: a logger is asked three things, and may fail in each.</summary>
    public sealed class Logger(LoggerFailure fails) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => fails switch
            {
                LoggerFailure.BeginScope or LoggerFailure.Everything => throw new ObserverException(),
                LoggerFailure.EndScope => new Scope(),
                _ => null,
            };

        public bool IsEnabled(LogLevel logLevel) =>
            fails is LoggerFailure.IsEnabled or LoggerFailure.Everything ? throw new ObserverException() : true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (fails is LoggerFailure.Log or LoggerFailure.Everything)
            {
                // As Microsoft's Logger tells what its providers threw.
                throw new AggregateException("An error occurred while writing to logger(s).", new ObjectDisposedException("EventLogInternal"));
            }
        }

        private sealed class Scope : IDisposable
        {
            public void Dispose() => throw new ObserverException();
        }
    }

    public sealed class Plugin : DurablePlugin
    {
        public override void OnInvocationStart(InvocationStartInfo info) => throw new ObserverException();

        public override ValueTask OnInvocationEndAsync(InvocationEndInfo info) => throw new ObserverException();

        public override void OnOperationStart(OperationInfo info) => throw new ObserverException();

        public override void OnOperationEnd(OperationInfo info) => throw new ObserverException();

        public override void OnOperationChange(OperationChangeInfo info) => throw new ObserverException();

        public override void OnUserFunctionStart(UserFunctionInfo info) => throw new ObserverException();

        public override void OnUserFunctionEnd(UserFunctionEndInfo info) => throw new ObserverException();
    }

    public sealed class ObserverException() : Exception("An observer failed.");
}
