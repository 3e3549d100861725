using DurableParallel;
using DurableParallel.Server;
using Microsoft.Extensions.Logging;

return await new ServerCommand(RunAsync).InvokeAsync(args);

static async Task<int> RunAsync(DurableServerOptions options, CancellationToken cancellationToken)
{
    using var loggers = LoggerFactory.Create(static logging => logging.AddSimpleConsole(static console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning));
    try
    {
        await using var server = await DurableServer.StartAsync(
            options with
            {
                LoggerFactory = loggers,
                OnExecutionStarted = static (name, arn) => Console.WriteLine($"Started {name} {arn}"),
            },
            cancellationToken);
        foreach (var address in server.Addresses)
        {
            Console.WriteLine($"Listening on {address.GetLeftPart(UriPartial.Authority)}");
        }

        await server.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
    catch (Exception fault) when (fault is DurableException or IOException or UnauthorizedAccessException or ArgumentException)
    {
        await Console.Error.WriteLineAsync(fault.Message);
        return 1;
    }
}
