using System.CommandLine;
using DurableParallel.Cli.Client;
using DurableParallel.Cli.Output;

namespace DurableParallel.Cli.Commands;

/// <summary>Follows an execution.</summary>
internal sealed class TailCommand : ConsoleCommand
{
    private readonly Argument<string> _execution = ExecutionArgument();
    private readonly Option<int?> _after = new("--after") { Description = "Only events behind this one (0).", HelpName = "id" };

    public TailCommand()
        : base("tail", "Prints the events of an execution as they come, until it has ended. Ends with 0 when it succeeded, and else with 1.")
    {
        Arguments.Add(_execution);
        Options.Add(_after);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var name = await call.ExecutionAsync(_execution, cancellationToken);
        await foreach (var e in call.Client.FollowAsync(name, call.Get(_after) ?? 0, cancellationToken))
        {
            if (e.Has("id"))
            {
                EventLines.Print(call.Output, e);
                continue;
            }

            if (call.Output.IsJson)
            {
                call.Output.Json(e);
            }
            else if (call.Output.IsTerminal)
            {
                call.Output.Line(name, Colours.Status(e.Text("status")));
            }

            return e.Text("status") == "Succeeded" ? ExitCode.Succeeded : ExitCode.Failed;
        }

        throw new CliException(ExitCode.Unreachable, $"{call.Client.Where} ended the stream before {name} had ended.");
    }
}
