using DurableParallel.Console.Figures;
using DurableParallel.Console.Http;
using DurableParallel.Console.Security;
using DurableParallel.Console.Timeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableParallel.Console;

/// <summary>What all requests of one mapped console share.</summary>
internal sealed class ConsoleParts
{
    private static int _made;

    public ConsoleParts(IServiceProvider services, DurableConsoleOptions options)
    {
        Options = options;
        Clock = services.GetService<TimeProvider>() ?? TimeProvider.System;
        Logger = services.GetService<ILoggerFactory>()?.CreateLogger("DurableParallel.Console") ?? NullLogger.Instance;
        Access = new AccessRule([.. options.AllowedHosts]);
        Actions = new ActionRule(options.ReadOnly);
        Streams = new OpenStreams(options.MaxStreams);
        Views = new ViewCache(Clock);
        Figures = new FigureSampler(services, Clock, Logger);
        if (services.GetService<IHostApplicationLifetime>() is { } life)
        {
            Stopping = life.ApplicationStopping;
            life.ApplicationStarted.Register(Figures.Start);
            life.ApplicationStopping.Register(Figures.Stop);
        }
    }

    /// <summary>Sets the console apart from others of the process, in the names of its endpoints.</summary>
    public int Number { get; } = Interlocked.Increment(ref _made);

    public DurableConsoleOptions Options { get; }

    public TimeProvider Clock { get; }

    public ILogger Logger { get; }

    public AccessRule Access { get; }

    public ActionRule Actions { get; }

    public OpenStreams Streams { get; }

    public ViewCache Views { get; }

    public FigureSampler Figures { get; }

    /// <summary>Cancelled when the application stops.</summary>
    public CancellationToken Stopping { get; }
}
