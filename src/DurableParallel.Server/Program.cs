using Microsoft.Extensions.Logging;

namespace DurableParallel.Server;

/// <summary>The server as a program.</summary>
internal static class Program
{
    private const int Failed = 1;

    internal static Task<int> Main(string[] arguments) => new ServerCommand(RunAsync).InvokeAsync(arguments);

    private static async Task<int> RunAsync(DurableServerOptions options, CancellationToken cancellationToken)
    {
        using var loggers = LoggerFactory.Create(static logging =>
            logging.AddSimpleConsole(static console => console.SingleLine = true)
                .SetMinimumLevel(LogLevel.Warning)
                .AddFilter(nameof(DurableParallel), LogLevel.Information));
        try
        {
            var server = await DurableServer.StartAsync(
                options with
                {
                    LoggerFactory = loggers,
                    OnExecutionStarted = static (name, arn) => System.Console.WriteLine($"Started {name} {arn}"),
                },
                cancellationToken).ConfigureAwait(false);
            await using (server.ConfigureAwait(false))
            {
                foreach (var address in server.Addresses)
                {
                    System.Console.WriteLine($"Listening on {address.GetLeftPart(UriPartial.Authority)}");
                }

                if (server.ConsoleAddress is { } console)
                {
                    System.Console.WriteLine($"Console at {console}");
                }

                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception fault) when (fault is DurableException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            await System.Console.Error.WriteLineAsync(fault.Message).ConfigureAwait(false);
            return Failed;
        }
    }
}
