using System.CommandLine;
using System.Text.Json;
using DurableParallel.Cli.Client;
using DurableParallel.Cli.Output;
using DurableParallel.Console.Http;
using Spectre.Console;

namespace DurableParallel.Cli.Commands;

/// <summary>Lists schedules, or does something to one.</summary>
internal sealed class SchedulesCommand : ConsoleCommand
{
    private static readonly string[] Actions = ["show", "pause", "resume", "trigger", "delete"];
    private readonly Argument<string?> _action = new("action") { Description = "What to do to one: show, pause, resume, trigger or delete; without it, all are listed.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string?> _name = new("name") { Description = "The schedule's name.", Arity = ArgumentArity.ZeroOrOne };

    public SchedulesCommand()
        : base("schedules", "Lists schedules, or shows, pauses, resumes, triggers or deletes one.")
    {
        _action.CompletionSources.Add(Actions);
        Arguments.Add(_action);
        Arguments.Add(_name);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var action = call.Get(_action);
        if (action is null or "list")
        {
            Print(call.Output, [.. (await call.Client.GetAsync("/schedules", cancellationToken)).Items("items")]);
            return ExitCode.Succeeded;
        }

        if (!Actions.Contains(action, StringComparer.Ordinal))
        {
            throw CliException.Usage($"'dpar schedules' can {string.Join(", ", Actions)}, and '{action}' is none of that.");
        }

        var path = $"/schedules/{RouteName.Encode(call.Get(_name) ?? throw CliException.Usage($"'dpar schedules {action}' needs the name of a schedule."))}";
        var answer = action switch
        {
            "show" => await call.Client.GetAsync(path, cancellationToken),
            "delete" => await call.Client.SendAsync(HttpMethod.Delete, path, body: null, cancellationToken),
            _ => await call.Client.SendAsync(HttpMethod.Post, $"{path}/{action}", body: null, cancellationToken),
        };
        if (action == "show")
        {
            Print(call.Output, [answer]);
        }
        else if (call.Output.IsJson)
        {
            var told = new Dictionary<string, object?>(StringComparer.Ordinal) { ["action"] = action, ["name"] = call.Get(_name) };
            if (action == "trigger")
            {
                told["execution"] = answer.Text("name");
            }

            call.Output.Json(told);
        }
        else
        {
            call.Output.Line(new Cell(action, Colours.Quiet), call.Get(_name));
        }

        return ExitCode.Succeeded;
    }

    private static void Print(CommandOutput output, List<JsonElement> schedules)
    {
        if (output.IsJson)
        {
            schedules.ForEach(schedule => output.Json(schedule));
            return;
        }

        output.Table(
            ["NAME", "FUNCTION", "WHEN", "NEXT", "LAST", "PAUSED"],
            schedules.Select(schedule => (IReadOnlyList<Cell>)
            [
                schedule.Text("name"),
                schedule.Text("function"),
                schedule.Text("cron") is { } cron ? $"{cron} {schedule.Text("timeZone")}" : $"every {CommandOutput.Duration(TimeSpan.FromMilliseconds(schedule.Number("intervalMs")))}",
                schedule.Items("next").FirstOrDefault() is { ValueKind: JsonValueKind.String } next ? next.GetString() : "",
                schedule.Member("last").Text("execution"),
                new Cell(schedule.IsTrue("paused") ? "paused" : "", Color.Yellow),
            ]));
    }
}
