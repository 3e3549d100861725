using System.CommandLine;
using DurableParallel.Cli.Client;
using DurableParallel.Cli.Output;

namespace DurableParallel.Cli.Commands;

/// <summary>Starts a copy of an execution that goes on from one of its operations.</summary>
internal sealed class ForkCommand : ConsoleCommand
{
    private readonly Argument<string> _execution = ExecutionArgument();
    private readonly Option<string> _at = new("--at") { Description = "The path or the id of the operation that runs anew.", HelpName = "operation", Required = true };
    private readonly Option<string> _name = new("--name") { Description = "The name of the copy.", HelpName = "name", Required = true };
    private readonly Option<string?> _input = new("--input") { Description = "Another input: JSON, @FILE, or - for the standard input.", HelpName = "payload" };
    private readonly Option<string[]> _result = new("--result") { Description = "Another result of an operation before that; may be repeated.", HelpName = "operation=payload" };

    public ForkCommand()
        : base("fork", "Starts a copy of an execution that goes on from one of its operations.")
    {
        Arguments.Add(_execution);
        foreach (var option in (Option[])[_at, _name, _input, _result])
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var source = await call.ExecutionAsync(_execution, cancellationToken);
        var body = Inputs.Body(
            ("at", call.Get(_at)),
            ("name", call.Get(_name)),
            ("input", await Inputs.ReadAsync(call.Get(_input), cancellationToken)),
            ("results", Inputs.Pairs("--result", call.Get(_result))));
        var forked = await call.Client.SendAsync(HttpMethod.Post, $"{ApiPath.Of(source)}/fork", body, cancellationToken);
        if (call.Output.IsJson)
        {
            call.Output.Json(forked);
        }
        else
        {
            call.Output.Line(new Cell("forked", Colours.Quiet), source, new Cell("as", Colours.Quiet), forked.Text("name"));
        }

        return ExitCode.Succeeded;
    }
}
