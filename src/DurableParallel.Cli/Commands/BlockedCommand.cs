using DurableParallel.Cli.Client;
using DurableParallel.Cli.Output;
using Spectre.Console;

namespace DurableParallel.Cli.Commands;

/// <summary>Lists blocked executions, with what was stored and what the code asked for.</summary>
internal sealed class BlockedCommand : ConsoleCommand
{
    public BlockedCommand()
        : base("blocked", "Lists executions whose code and records disagree, with the likely cause and the ways on.")
    {
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        await foreach (var item in Pages.ReadAsync(call.Client, "/blocked", [], limit: null, cancellationToken))
        {
            if (call.Output.IsJson)
            {
                call.Output.Json(item);
                continue;
            }

            call.Output.Facts(
            [
                ("name", new Cell(item.Text("name"), Color.Red)),
                ("function", $"{item.Text("function")}, version {item.Text("version")}"),
                ("reason", item.Text("reason")),
                ("message", item.Text("message")),
                ("stored", Side(item.Member("stored"))),
                ("asked", Side(item.Member("asked"))),
                ("cause", item.Text("cause")),
            ]);
            foreach (var way in item.Items("ways"))
            {
                call.Output.Facts([($"  {way.Text("kind")}", way.Text("text"))]);
            }
        }

        return ExitCode.Succeeded;
    }

    private static string? Side(System.Text.Json.JsonElement side) =>
        side.Has("type") ? $"{side.Text("subType") ?? side.Text("type")} '{side.Text("name")}' at {side.Text("path")}" : null;
}
