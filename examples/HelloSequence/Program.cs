using System.Text;
using DurableParallel;
using DurableParallel.HelloSequence.Terminal;
using DurableParallel.HelloSequence.Web;
using Spectre.Console;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
try
{
    return await new CommandLine(ServeAsync, RunAsync).InvokeAsync(args);
}
catch (UsageException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return ExitCode.Usage;
}
catch (Exception exception) when (exception is DurableException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return ExitCode.Failed;
}

static async Task<int> ServeAsync(ServeOptions options, CancellationToken cancellationToken)
{
    await using var app = HelloApp.Create(options);
    await app.StartAsync(cancellationToken);
    foreach (var url in app.Urls)
    {
        Console.WriteLine($"Listening on {url}. Start some: curl -X POST '{url}/StartManySequences?count=100'");
    }

    await app.WaitForShutdownAsync(cancellationToken);
    return ExitCode.Succeeded;
}

static Task<int> RunAsync(RunOptions options, CancellationToken cancellationToken) =>
    new RunCommand(AnsiConsole.Console).RunAsync(options, cancellationToken);
