using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DurableParallel.Cli.Client;
using DurableParallel.Cli.Output;
using Spectre.Console;

namespace DurableParallel.Cli.Commands;

/// <summary>Lists executions.</summary>
internal sealed class ListCommand : ConsoleCommand
{
    private const int DefaultLimit = 100;
    private static readonly string[] Columns = ["NAME", "FUNCTION", "STATUS", "STARTED", "TOOK", "STATE"];
    private readonly Argument<string?> _prefix = new("prefix") { Description = "Only those whose names begin so, or the one with this ARN.", Arity = ArgumentArity.ZeroOrOne };
    private readonly FilterOptions _filter = new();
    private readonly Option<int?> _limit = new("--limit") { Description = $"How many at most ({DefaultLimit}).", HelpName = "count" };
    private readonly Option<bool> _all = new("--all") { Description = "All of them." };
    private readonly Option<bool> _oldest = new("--oldest") { Description = "The oldest first." };
    private readonly Option<bool> _counts = new("--counts") { Description = "Counts by status and state instead." };
    private readonly Option<double?> _watch = Watching.Option();

    public ListCommand()
        : base("list", "Lists executions, the newest first.")
    {
        Arguments.Add(_prefix);
        _filter.AddTo(this);
        foreach (var option in (Option[])[_limit, _all, _oldest, _counts, _watch])
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var query = _filter.Read(call.Parsed).ToList();
        if (call.Get(_prefix) is { } prefix)
        {
            query.Add(prefix.StartsWith("arn:", StringComparison.Ordinal) ? ("name", await Names.ResolveAsync(call.Client, prefix, cancellationToken)) : ("prefix", prefix));
        }

        if (call.Get(_counts))
        {
            return await Watching.RunAsync(call, _watch, token => CountAsync(call, query, token), cancellationToken);
        }

        query.Add(("order", call.Get(_oldest) ? "oldest" : "newest"));
        int? limit = call.Get(_all) ? null : call.Get(_limit) ?? DefaultLimit;
        if (limit < 1)
        {
            throw CliException.Usage("--limit needs a number of at least 1.");
        }

        return call.Get(_watch) is null
            ? await ListAsync(call, query, limit, cancellationToken)
            : await Watching.RunAsync(call, _watch, token => ShowAsync(call, query, limit, token), cancellationToken);
    }

    // Line by line, so that a long list is never in memory.
    private static async Task<int> ListAsync(CommandCall call, List<(string Name, string? Value)> query, int? limit, CancellationToken cancellationToken)
    {
        var items = Pages.ReadAsync(call.Client, "/executions", query, limit, cancellationToken);
        if (call.Output.IsJson)
        {
            await foreach (var item in items)
            {
                call.Output.Json(item);
            }

            return ExitCode.Succeeded;
        }

        if (!call.Output.IsTerminal)
        {
            await foreach (var item in items)
            {
                call.Output.Line([.. Row(call.Output, item)]);
            }

            return ExitCode.Succeeded;
        }

        return await ShowAsync(call, query, limit, cancellationToken);
    }

    private static async Task<int> ShowAsync(CommandCall call, List<(string Name, string? Value)> query, int? limit, CancellationToken cancellationToken)
    {
        List<JsonElement> items = [];
        await foreach (var item in Pages.ReadAsync(call.Client, "/executions", query, limit, cancellationToken))
        {
            items.Add(item);
        }

        if (call.Output.IsJson)
        {
            items.ForEach(item => call.Output.Json(item));
        }
        else if (items.Count == 0 && call.Output.IsTerminal)
        {
            call.Output.Line(new Cell("No executions.", Colours.Quiet));
        }
        else
        {
            call.Output.Table(Columns, items.Select(item => Row(call.Output, item)));
        }

        return ExitCode.Succeeded;
    }

    private static async Task<int> CountAsync(CommandCall call, List<(string Name, string? Value)> query, CancellationToken cancellationToken)
    {
        var counts = await call.Client.GetAsync(ApiPath.With("/executions/counts", query), cancellationToken);
        if (call.Output.IsJson)
        {
            call.Output.Json(counts);
            return ExitCode.Succeeded;
        }

        var rows = counts.Members("byStatus").Select(static entry => (IReadOnlyList<Cell>)[Colours.Status(entry.Name), entry.Value.ToString()])
            .Concat(counts.Members("byState").Select(static entry => (IReadOnlyList<Cell>)[new Cell(entry.Name, Color.Fuchsia), entry.Value.ToString()]))
            .Append(["Total", counts.Number("total").ToString(CultureInfo.InvariantCulture)]);
        call.Output.Table(["", "COUNT"], rows);
        return ExitCode.Succeeded;
    }

    private static IReadOnlyList<Cell> Row(CommandOutput output, JsonElement item)
    {
        var states = string.Join(",", item.Items("states").Select(static state => state.GetString()));
        return
        [
            item.Text("name"),
            item.Number("version") == 1 ? item.Text("function") : $"{item.Text("function")}:{item.Number("version")}",
            Colours.Status(item.Text("status")),
            output.Time(item, "started"),
            CommandOutput.Span(item, "started", "ended", isOpen: item.Text("status") == "Running"),
            new Cell(states, states.Contains("Blocked", StringComparison.Ordinal) ? Color.Red : Color.Fuchsia),
        ];
    }
}
