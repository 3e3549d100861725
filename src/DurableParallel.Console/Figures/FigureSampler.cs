using DurableParallel.Console.Api;
using DurableParallel.Console.Logging;
using DurableParallel.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Console.Figures;

/// <summary>
/// Takes the engine's figures every 5 seconds while the application runs, and keeps an hour of them in memory. It begins when the
/// application has started, and only where a console is mapped. Safe from any thread.
/// </summary>
internal sealed class FigureSampler(IServiceProvider services, TimeProvider clock, ILogger logger)
{
    public const int MostPoints = 720;
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Queue<FiguresAnswer> _points = new();
    private readonly FunctionWatch _functions = new();
    private EngineFigures? _last;
    private ITimer? _timer;
    private int _isSampling;

    public void Start()
    {
        lock (_lock)
        {
            _timer ??= clock.CreateTimer(static state => _ = ((FigureSampler)state!).SampleAsync(), this, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    public void Stop()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    /// <summary>What the engine does now; its rates are those since the latest point.</summary>
    public FiguresAnswer Now(IDurableEngine engine)
    {
        var figures = engine.GetFigures();
        EngineFigures? last;
        lock (_lock)
        {
            last = _last;
        }

        return FigureMaker.Of(figures, last);
    }

    /// <summary>The points of the last time, the oldest first.</summary>
    public IReadOnlyList<FiguresAnswer> Since(TimeSpan time)
    {
        lock (_lock)
        {
            var from = clock.GetUtcNow() - time;
            return [.. _points.Where(point => point.At >= from)];
        }
    }

    /// <summary>The slowest functions and the operations that were retried most.</summary>
    public FunctionFiguresAnswer Functions() => _functions.Read(clock.GetUtcNow());

    /// <summary>Takes a point.</summary>
    public async Task SampleAsync()
    {
        if (Interlocked.Exchange(ref _isSampling, 1) == 1)
        {
            return;
        }

        try
        {
            var engine = services.GetRequiredService<IDurableEngine>();
            var figures = engine.GetFigures();
            EngineFigures? last;
            lock (_lock)
            {
                last = _last;
                _points.Enqueue(FigureMaker.Of(figures, last));
                _last = figures;
                while (_points.Count > MostPoints)
                {
                    _points.Dequeue();
                }
            }

            if (last is null)
            {
                await WarmAsync(engine).ConfigureAwait(false);
            }

            await _functions.TakeAsync(engine, figures, last).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            if (_timer is not null)
            {
                logger.FiguresFailed(fault);
            }
        }
        finally
        {
            Volatile.Write(ref _isSampling, 0);
            lock (_lock)
            {
                // Again once this one is done, so that a slow one has no queue behind it.
                _timer?.Change(Every, Timeout.InfiniteTimeSpan);
            }
        }
    }

    // Has made what the first page would wait for: among very many executions, the names in particular.
    private static async Task WarmAsync(IDurableEngine engine)
    {
        await engine.CountByStatusAsync(new ExecutionQuery { NameContains = "a" }).ConfigureAwait(false);
        await engine.ListAsync(new ExecutionQuery { Descending = true }, pageSize: 1).ConfigureAwait(false);
    }
}
