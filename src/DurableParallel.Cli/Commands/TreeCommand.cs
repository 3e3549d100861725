using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableParallel.Cli.Client;
using DurableParallel.Cli.Output;

namespace DurableParallel.Cli.Commands;

/// <summary>Prints the operations of an execution.</summary>
internal sealed class TreeCommand : ConsoleCommand
{
    private const int DeepestIndent = 32;
    private const int LongestMessage = 100;
    private readonly Argument<string> _execution = ExecutionArgument();
    private readonly Option<int?> _depth = new("--depth") { Description = "How many levels (all).", HelpName = "count" };
    private readonly Option<bool> _failedFirst = new("--failed-first") { Description = "What failed before what did not, on each level." };
    private readonly Option<int?> _limit = new("--limit") { Description = "How many operations at most (all).", HelpName = "count" };

    public TreeCommand()
        : base("tree", "Prints the operations of an execution, nested as scopes and branches are.")
    {
        Arguments.Add(_execution);
        Options.Add(_depth);
        Options.Add(_failedFirst);
        Options.Add(_limit);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var name = await call.ExecutionAsync(_execution, cancellationToken);
        var left = call.Get(_limit) ?? int.MaxValue;
        await foreach (var (row, depth) in Rows.WalkAsync(call.Client, name, call.Get(_failedFirst), call.Get(_depth) ?? int.MaxValue, cancellationToken))
        {
            if (left-- == 0)
            {
                break;
            }

            if (call.Output.IsJson)
            {
                var line = JsonNode.Parse(row.GetRawText())!.AsObject();
                line["depth"] = depth;
                call.Output.Json(line);
            }
            else
            {
                Print(call.Output, row, depth);
            }
        }

        return ExitCode.Succeeded;
    }

    private static void Print(CommandOutput output, JsonElement row, int depth)
    {
        var indent = new string(' ', 2 * Math.Min(depth, DeepestIndent));
        var kind = row.Text("subType") ?? row.Text("type");
        var status = row.Text("status");
        var attempts = row.Number("attempts") > 1 ? $"{row.Number("attempts")} attempts" : "";
        var due = row.Has("due") ? $"due {output.Time(row, "due")}" : "";
        var below = row.Number("failedBelow") > 0 ? $"{row.Number("failedBelow")} failed below" : "";
        output.Line(
            $"{indent}{row.Text("name") ?? row.TextOr("path", "").Split('/')[^1]}",
            new Cell(kind, Colours.Quiet),
            Colours.Status(row.IsTrue("left") ? $"{status} (left behind)" : status),
            CommandOutput.Span(row, "started", "ended", isOpen: false),
            new Cell(string.Join(", ", ((string[])[attempts, due, below]).Where(static text => text.Length > 0)), Colours.Quiet),
            new Cell(SafeText.Cut(SafeText.Of(row.Member("error").Text("message")), LongestMessage), Spectre.Console.Color.Red));
    }
}
