using System.CommandLine;
using DurableParallel.Cli.Client;
using DurableParallel.Cli.Output;

namespace DurableParallel.Cli.Commands;

/// <summary>Starts an execution.</summary>
internal sealed class StartCommand : ConsoleCommand
{
    private readonly Argument<string> _function = new("function") { Description = "The function's name." };
    private readonly Argument<string> _name = new("name") { Description = "The name of the new execution." };
    private readonly Option<string?> _input = new("--input") { Description = "The input as JSON, @FILE, or - for the standard input.", HelpName = "payload" };
    private readonly Option<int?> _version = new("--function-version") { Description = "The function's version (the highest).", HelpName = "number" };
    private readonly Option<string[]> _tag = new("--tag") { Description = "A tag; may be repeated.", HelpName = "key=value" };
    private readonly Option<string?> _tenant = new("--tenant") { Description = "For whom it runs.", HelpName = "name" };
    private readonly Option<string?> _startAt = new("--start-at") { Description = "When it begins (at once).", HelpName = "time" };
    private readonly Option<int?> _priority = new("--priority") { Description = "Of those that wait to begin, the highest does so first (0).", HelpName = "number" };
    private readonly Option<bool> _follow = new("--follow") { Description = "Prints its events until it has ended; ends with 1 when it did not succeed." };

    public StartCommand()
        : base("start", "Starts an execution of a function.")
    {
        Arguments.Add(_function);
        Arguments.Add(_name);
        foreach (var option in (Option[])[_input, _version, _tag, _tenant, _startAt, _priority, _follow])
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var body = Inputs.Body(
            ("function", call.Get(_function)),
            ("name", call.Get(_name)),
            ("version", call.Get(_version)),
            ("input", await Inputs.ReadAsync(call.Get(_input), cancellationToken)),
            ("tags", Inputs.Pairs("--tag", call.Get(_tag))),
            ("tenant", call.Get(_tenant)),
            ("startAt", Times.Read("--start-at", call.Get(_startAt))),
            ("priority", call.Get(_priority)));
        var started = await call.Client.SendAsync(HttpMethod.Post, "/executions", body, cancellationToken);
        if (call.Output.IsJson)
        {
            call.Output.Json(started);
        }
        else
        {
            call.Output.Line(new Cell("started", Colours.Quiet), started.Text("name"), new Cell(started.Text("arn"), Colours.Quiet));
        }

        if (!call.Get(_follow))
        {
            return ExitCode.Succeeded;
        }

        var status = "";
        await foreach (var e in call.Client.FollowAsync(started.TextOr("name", ""), 0, cancellationToken))
        {
            if (e.Has("id"))
            {
                EventLines.Print(call.Output, e);
            }
            else
            {
                status = e.TextOr("status", "");
            }
        }

        return status == "Succeeded" ? ExitCode.Succeeded : ExitCode.Failed;
    }
}
