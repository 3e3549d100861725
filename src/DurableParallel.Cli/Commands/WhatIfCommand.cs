using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableParallel.Cli.Client;
using DurableParallel.Cli.Output;
using Spectre.Console;

namespace DurableParallel.Cli.Commands;

/// <summary>Says what would have become of a scope under other rules.</summary>
internal sealed class WhatIfCommand : ConsoleCommand
{
    private const string None = "none";
    private readonly Argument<string> _execution = ExecutionArgument();
    private readonly Argument<string?> _scope = new("scope") { Description = "The scope's path, name or id; not needed where there is one scope.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _maxConcurrency = Rule("--max-concurrency", "How many branches may run at once", "count");
    private readonly Option<string?> _minSuccessful = Rule("--min-successful", "How many branches have to succeed, -1 for all", "count");
    private readonly Option<string?> _count = Rule("--tolerated-failure-count", "How many branches may fail", "count");
    private readonly Option<string?> _percentage = Rule("--tolerated-failure-percentage", "Which share may fail, 0.25 for a quarter", "share");
    private readonly Option<bool> _customOff = new("--should-complete-off") { Description = "Without the rule ShouldComplete of the code." };
    private readonly Option<string?> _sweep = new("--sweep") { Description = "The duration for several values of MaxConcurrency: some that are chosen, or 1,2,4,8,0 (0 is no limit).", HelpName = "values", Arity = ArgumentArity.ZeroOrOne };

    public WhatIfCommand()
        : base("whatif", "Says what would have become of a scope under other rules, by its recorded branches. What is not given stays as it was.")
    {
        Arguments.Add(_execution);
        Arguments.Add(_scope);
        foreach (var option in (Option[])[_maxConcurrency, _minSuccessful, _count, _percentage, _customOff, _sweep])
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var settings = Settings(call.Parsed);
        var name = await call.ExecutionAsync(_execution, cancellationToken);
        var scope = ApiPath.OfScope(name, await ScopeAsync(call, name, cancellationToken));
        if (call.Parsed.GetResult(_sweep) is null)
        {
            PrintAnswer(call.Output, await call.Client.SendAsync(HttpMethod.Post, $"{scope}/what-if", settings.ToJsonString(), cancellationToken));
            return ExitCode.Succeeded;
        }

        if (call.Get(_sweep) is { } values)
        {
            settings["values"] = new JsonArray([.. values.Split(',').Select(static value => (JsonNode)Whole("--sweep", value))]);
        }

        PrintSweep(call.Output, await call.Client.SendAsync(HttpMethod.Post, $"{scope}/what-if/sweep", settings.ToJsonString(), cancellationToken));
        return ExitCode.Succeeded;
    }

    private JsonObject Settings(ParseResult parsed)
    {
        var settings = new JsonObject();
        void Set(string member, Option<string?> option, Func<string, string, JsonNode> read)
        {
            if (parsed.GetValue(option) is { } text)
            {
                settings[member] = text == None ? null : read(option.Name, text);
            }
        }

        Set("maxConcurrency", _maxConcurrency, static (option, text) => Whole(option, text));
        Set("minSuccessful", _minSuccessful, static (option, text) => Whole(option, text));
        Set("toleratedFailureCount", _count, static (option, text) => Whole(option, text));
        Set("toleratedFailurePercentage", _percentage, static (option, text) => double.TryParse(text, CultureInfo.InvariantCulture, out var share) && double.IsFinite(share) ? share : throw CliException.Usage($"{option} needs a number from 0 to 1 or '{None}', and '{text}' is none."));
        if (parsed.GetValue(_customOff))
        {
            settings["shouldCompleteOff"] = true;
        }

        return settings;
    }

    private async Task<string> ScopeAsync(CommandCall call, string execution, CancellationToken cancellationToken)
    {
        if (call.Get(_scope) is { } text)
        {
            return await Names.ResolveOperationAsync(call.Client, execution, text, cancellationToken);
        }

        List<JsonElement> scopes = [];
        await foreach (var (row, _) in Rows.WalkAsync(call.Client, execution, failedFirst: false, int.MaxValue, cancellationToken))
        {
            if (row.Has("scope"))
            {
                scopes.Add(row);
            }
        }

        return scopes switch
        {
            [var one] => one.TextOr("id", ""),
            [] => throw CliException.NotFound($"{execution} has no scope."),
            _ => throw CliException.Usage($"{execution} has several scopes: {string.Join(", ", scopes.Take(10).Select(static scope => scope.Text("path")))}. Give the one that is meant."),
        };
    }

    private static void PrintAnswer(CommandOutput output, JsonElement answer)
    {
        if (output.IsJson)
        {
            output.Json(answer);
            return;
        }

        var recorded = answer.Member("recorded");
        string Time(JsonElement of) => CommandOutput.Duration(TimeSpan.FromMilliseconds(of.Real("durationMs") ?? 0));
        output.Table(
            ["", "DURATION", "PEAK", "REASON"],
            [
                [recorded.Has("inferred") ? "recorded, rules inferred" : "recorded", Time(recorded), recorded.Text("peak"), recorded.Text("reason")],
                [new Cell("what if", Color.Blue), Time(answer), answer.Text("peak"), answer.Text("reason")],
            ]);
        output.Facts(
        [
            ("succeeded", answer.Text("succeeded")), ("failed", answer.Text("failed")), ("canceled", answer.Text("canceled")), ("skipped", answer.Text("skipped")),
            ("", answer.Text("sentence")),
        ]);
    }

    private static void PrintSweep(CommandOutput output, JsonElement sweep)
    {
        if (output.IsJson)
        {
            foreach (var point in sweep.Items("points"))
            {
                output.Json(point);
            }

            return;
        }

        var points = sweep.Items("points").ToList();
        var longest = Math.Max(1, points.Max(static point => point.Real("durationMs") ?? 0));
        output.Table(
            ["MAXCONCURRENCY", "DURATION", "PEAK", ""],
            points.Select(point => (IReadOnlyList<Cell>)
            [
                (point.Number("maxConcurrency") == 0 ? "no limit" : point.Text("maxConcurrency")) + (sweep.Has("today") && sweep.Number("today") == point.Number("maxConcurrency") ? sweep.Has("inferred") ? " (today, inferred)" : " (today)" : ""),
                CommandOutput.Duration(TimeSpan.FromMilliseconds(point.Real("durationMs") ?? 0)),
                point.Text("peak"),
                output.IsTerminal ? new Cell(new string('█', (int)Math.Ceiling(40 * (point.Real("durationMs") ?? 0) / longest)), Color.Blue) : point.Text("durationMs"),
            ]));
    }

    private static int Whole(string option, string text) =>
        int.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var value) ? value : throw CliException.Usage($"{option} needs a whole number or '{None}', and '{text}' is none.");

    private static Option<string?> Rule(string name, string description, string unit) =>
        new(name) { Description = $"{description}; '{None}' takes the rule away.", HelpName = unit };
}
