using System.CommandLine;
using System.Text.Json;
using DurableParallel.Cli.Client;
using DurableParallel.Cli.Output;
using DurableParallel.Errors;

namespace DurableParallel.Cli.Commands;

/// <summary>Does something to one execution, or to all that a filter chooses.</summary>
internal sealed class ActionCommand : ConsoleCommand
{
    private readonly string _verb;
    private readonly string _done;
    private readonly Func<ParseResult, string>? _body;
    private readonly Argument<string?> _execution;
    private readonly FilterOptions? _filter;
    private readonly Option<bool> _yes = new("--yes") { Description = "Does not ask." };

    /// <param name="verb">The command's and the route's name.</param>
    /// <param name="done">What was done, for people.</param>
    /// <param name="description">What it does.</param>
    /// <param name="isForMany">Whether a filter may choose executions.</param>
    /// <param name="body">Makes the request's body; null for none.</param>
    /// <param name="options">Options that the body reads.</param>
    public ActionCommand(string verb, string done, string description, bool isForMany, Func<ParseResult, string>? body = null, params IReadOnlyList<Option> options)
        : base(verb, description)
    {
        (_verb, _done, _body) = (verb, done, body);
        _execution = new Argument<string?>("execution")
        {
            Description = isForMany ? "The execution's name, a beginning of it that no other has, or its ARN; without it, all that the options choose." : "The execution's name, a beginning of it that no other has, or its ARN.",
            Arity = isForMany ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        };
        Arguments.Add(_execution);
        foreach (var option in options)
        {
            Options.Add(option);
        }

        if (isForMany)
        {
            _filter = new FilterOptions();
            _filter.AddTo(this);
            Options.Add(_yes);
        }
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var query = _filter?.Read(call.Parsed) ?? [];
        if (call.Get(_execution) is not { } text)
        {
            return query.Count > 0
                ? await DoManyAsync(call, query, cancellationToken)
                : throw CliException.Usage($"'dpar {_verb}' needs an execution, or options that choose some.");
        }

        if (query.Count > 0)
        {
            throw CliException.Usage($"'dpar {_verb}' needs either an execution or options that choose some, not both.");
        }

        var name = await Names.ResolveAsync(call.Client, text, cancellationToken);
        if (_verb == "purge")
        {
            await call.Client.SendAsync(HttpMethod.Delete, ApiPath.Of(name), body: null, cancellationToken);
        }
        else
        {
            await call.Client.SendAsync(HttpMethod.Post, $"{ApiPath.Of(name)}/{_verb}", _body?.Invoke(call.Parsed), cancellationToken);
        }

        Report(call.Output, new Dictionary<string, object>(StringComparer.Ordinal) { ["action"] = _verb, ["name"] = name }, name);
        return ExitCode.Succeeded;
    }

    private async Task<int> DoManyAsync(CommandCall call, IReadOnlyList<(string Name, string? Value)> query, CancellationToken cancellationToken)
    {
        var counts = await call.Client.GetAsync(ApiPath.With("/executions/counts", query), cancellationToken);
        var expected = Chosen(counts, query);
        if (!call.Get(_yes) && !Terminals.Confirm(call.Output, $"{_verb} {Counted.Of(expected, "execution")}?"))
        {
            return ExitCode.Refused;
        }

        var answer = await call.Client.SendAsync(HttpMethod.Post, ApiPath.With($"/executions/bulk/{_verb}", query), Inputs.Body(("expected", expected)), cancellationToken);
        var count = answer.Number("count");
        Report(call.Output, new Dictionary<string, object>(StringComparer.Ordinal) { ["action"] = _verb, ["count"] = count }, Counted.Of(count, "execution"));
        return ExitCode.Succeeded;
    }

    // The filter's own statuses and states are not applied to the counts of each, so that they are added up here.
    private static long Chosen(JsonElement counts, IReadOnlyList<(string Name, string? Value)> query)
    {
        if (query.All(static item => item.Name is not ("status" or "state")))
        {
            return counts.Number("total");
        }

        return query.Where(static item => item.Name == "status").Sum(item => counts.Member("byStatus").Number(item.Value!))
            is > 0 and var ofStatus ? ofStatus
            : query.Where(static item => item.Name == "state").Sum(item => counts.Member("byState").Number(item.Value!));
    }

    private void Report(CommandOutput output, Dictionary<string, object> json, string text)
    {
        if (output.IsJson)
        {
            output.Json(json);
        }
        else
        {
            output.Line(new Cell(_done, Colours.Quiet), text);
        }
    }
}
