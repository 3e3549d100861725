using System.Text;
using DurableParallel;
using DurableParallel.Engine;
using DurableParallel.Quickstart;
using Spectre.Console;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 160;        // nobody's terminal: rows stay whole
}

var program = new AuditProgram(
    new Output(AnsiConsole.Console),
    progress => new ProgressLine(progress, Console.Error, inPlace: !Console.IsErrorRedirected));
try
{
    return await new CommandLine(program.RunAsync).InvokeAsync(args);
}
catch (UsageException exception)
{
    Output.Error(Console.Error, exception.Message);
    return ExitCode.Usage;
}
catch (ExecutionFailedException exception)
{
    Output.Error(Console.Error, $"{exception.Message} Remove the cause; the same command begins a new audit.");
    return ExitCode.Failed;
}
catch (Exception exception) when (exception is DurableException or IOException or UnauthorizedAccessException)
{
    Output.Error(Console.Error, exception.Message);
    return ExitCode.Failed;
}
