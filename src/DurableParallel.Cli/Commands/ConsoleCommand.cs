using System.CommandLine;

namespace DurableParallel.Cli.Commands;

/// <summary>A command that asks a console.</summary>
internal abstract class ConsoleCommand : Command
{
    protected ConsoleCommand(string name, string description)
        : base(name, description) =>
        SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = await GlobalOptions.OpenAsync(parsed, cancellationToken);
            return await RunAsync(new CommandCall(parsed, client, Terminals.OutputOf(parsed)), cancellationToken);
        });

    /// <summary>An argument that names an execution.</summary>
    protected static Argument<string> ExecutionArgument() => ExecutionNames.Complete(new Argument<string>("execution") { Description = "The execution's name, a beginning of it that no other has, or its ARN." });

    protected abstract Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken);
}
