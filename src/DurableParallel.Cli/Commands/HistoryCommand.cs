using System.CommandLine;
using System.Globalization;
using DurableParallel.Cli.Client;

namespace DurableParallel.Cli.Commands;

/// <summary>Prints or exports the history of an execution.</summary>
internal sealed class HistoryCommand : ConsoleCommand
{
    private readonly Argument<string> _execution = ExecutionArgument();
    private readonly Option<int?> _run = new("--run") { Description = "Of this run of it (the latest).", HelpName = "number" };
    private readonly Option<int?> _after = new("--after") { Description = "Only events behind this one.", HelpName = "id" };
    private readonly Option<int?> _limit = new("--limit") { Description = "How many at most (all).", HelpName = "count" };
    private readonly Option<string?> _export = new("--export") { Description = "Writes the file that 'dpar verify' reads, instead; - is the standard output.", HelpName = "file" };

    public HistoryCommand()
        : base("history", "Prints the events of an execution, or exports them.")
    {
        Arguments.Add(_execution);
        foreach (var option in (Option[])[_run, _after, _limit, _export])
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var name = await call.ExecutionAsync(_execution, cancellationToken);
        if (call.Get(_export) is { } file)
        {
            var text = await call.Client.GetTextAsync($"{ApiPath.Of(name)}/history/export", cancellationToken);
            if (file == "-")
            {
                call.Output.Raw(text);
            }
            else
            {
                await File.WriteAllTextAsync(file, text, cancellationToken);
            }

            return ExitCode.Succeeded;
        }

        var after = call.Get(_after)?.ToString(CultureInfo.InvariantCulture);
        var limit = call.Get(_limit) ?? int.MaxValue;
        var run = call.Get(_run)?.ToString(CultureInfo.InvariantCulture);
        while (limit > 0)
        {
            var size = Math.Min(limit, 1000).ToString(CultureInfo.InvariantCulture);
            var page = await call.Client.GetAsync(ApiPath.With($"{ApiPath.Of(name)}/history", ("run", run), ("after", after), ("limit", size)), cancellationToken);
            foreach (var e in page.Items("items"))
            {
                EventLines.Print(call.Output, e);
                limit--;
            }

            after = page.Text("next");
            if (after is null)
            {
                break;
            }
        }

        return ExitCode.Succeeded;
    }
}
