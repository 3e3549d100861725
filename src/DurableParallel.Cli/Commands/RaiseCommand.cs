using System.CommandLine;
using DurableParallel.Cli.Client;
using DurableParallel.Cli.Output;
using DurableParallel.Console.Http;

namespace DurableParallel.Cli.Commands;

/// <summary>Raises an event in an execution.</summary>
internal sealed class RaiseCommand : ConsoleCommand
{
    private readonly Argument<string> _execution = ExecutionArgument();
    private readonly Argument<string> _event = new("event") { Description = "The event's name." };
    private readonly Argument<string?> _payload = new("payload") { Description = "Its value as JSON, @FILE, or - for the standard input.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _id = new("--id") { Description = "An id under which it is raised once, however often this is called.", HelpName = "id" };

    public RaiseCommand()
        : base("raise", "Raises an event in an execution.")
    {
        Arguments.Add(_execution);
        Arguments.Add(_event);
        Arguments.Add(_payload);
        Options.Add(_id);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var name = await call.ExecutionAsync(_execution, cancellationToken);
        var body = Inputs.Body(("payload", await Inputs.ReadAsync(call.Get(_payload), cancellationToken)), ("eventId", call.Get(_id)));
        await call.Client.SendAsync(HttpMethod.Post, $"{ApiPath.Of(name)}/events/{RouteName.Encode(call.Get(_event)!)}", body, cancellationToken);
        if (call.Output.IsJson)
        {
            call.Output.Json(new Dictionary<string, object>(StringComparer.Ordinal) { ["action"] = "raise", ["name"] = name, ["event"] = call.Get(_event)! });
        }
        else
        {
            call.Output.Line(new Cell("raised", Colours.Quiet), call.Get(_event), new Cell("in", Colours.Quiet), name);
        }

        return ExitCode.Succeeded;
    }
}
