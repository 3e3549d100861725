using System.CommandLine;
using System.Text.Json;
using DurableParallel.Cli.Client;
using DurableParallel.Cli.Output;

namespace DurableParallel.Cli.Commands;

/// <summary>Lists open callbacks.</summary>
internal sealed class CallbacksCommand : ConsoleCommand
{
    private const int DefaultLimit = 100;
    private readonly Argument<string?> _execution = new("execution") { Description = "Only those of this execution.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _function = new("--function") { Description = "Only those of executions of this function.", HelpName = "name" };
    private readonly Option<string?> _name = new("--name") { Description = "Only those of this name.", HelpName = "name" };
    private readonly Option<int?> _limit = new("--limit") { Description = $"How many at most ({DefaultLimit}).", HelpName = "count" };

    public CallbacksCommand()
        : base("callbacks", "Lists the callbacks that are open.")
    {
        Arguments.Add(_execution);
        foreach (var option in (Option[])[_function, _name, _limit])
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        List<JsonElement> items = [];
        if (call.Get(_execution) is { } text)
        {
            var name = await Names.ResolveAsync(call.Client, text, cancellationToken);
            items.AddRange((await call.Client.GetAsync(ApiPath.Of(name), cancellationToken)).Items("callbacks").Where(callback => call.Get(_name) is not { } wanted || callback.Text("name") == wanted));
        }
        else
        {
            await foreach (var item in Pages.ReadAsync(call.Client, "/callbacks", [("function", call.Get(_function)), ("name", call.Get(_name))], call.Get(_limit) ?? DefaultLimit, cancellationToken))
            {
                items.Add(item);
            }
        }

        if (call.Output.IsJson)
        {
            items.ForEach(item => call.Output.Json(item));
        }
        else
        {
            call.Output.Table(
                ["EXECUTION", "NAME", "SINCE", "TIMES OUT", "ID"],
                items.Select(item => (IReadOnlyList<Cell>)[item.Text("execution"), item.Text("name"), call.Output.Time(item, "since"), call.Output.Time(item, "timeout"), item.Text("id")]));
        }

        return ExitCode.Succeeded;
    }
}
