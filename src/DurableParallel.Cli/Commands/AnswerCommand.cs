using System.CommandLine;
using System.Text.Json;
using DurableParallel.Cli.Client;
using DurableParallel.Cli.Output;
using DurableParallel.Console.Http;

namespace DurableParallel.Cli.Commands;

/// <summary>Completes a callback, fails it, or says that it is worked on.</summary>
internal sealed class AnswerCommand : ConsoleCommand
{
    private readonly string _route;
    private readonly string _done;
    private readonly Argument<string> _callback = new("callback") { Description = "The callback's id; or an execution that has one open callback, by name, beginning or ARN." };
    private readonly Option<string?> _name = new("--callback") { Description = "Of the execution's open callbacks, the one of this name.", HelpName = "name" };
    private readonly Argument<string?>? _payload;
    private readonly Argument<string>? _message;
    private readonly Option<string?> _type = new("--type") { Description = "The error's type.", HelpName = "name" };

    private AnswerCommand(string name, string route, string done, string description)
        : base(name, description)
    {
        (_route, _done) = (route, done);
        Arguments.Add(_callback);
        Options.Add(_name);
        if (route == "succeed")
        {
            _payload = new Argument<string?>("payload") { Description = "The value as JSON, @FILE, or - for the standard input.", Arity = ArgumentArity.ZeroOrOne };
            Arguments.Add(_payload);
        }
        else if (route == "fail")
        {
            _message = new Argument<string>("message") { Description = "The error's message." };
            Arguments.Add(_message);
            Options.Add(_type);
        }
    }

    public static AnswerCommand Complete() => new("complete", "succeed", "completed", "Completes an open callback with a value.");

    public static AnswerCommand Fail() => new("fail", "fail", "failed", "Fails an open callback.");

    public static AnswerCommand Heartbeat() => new("heartbeat", "heartbeat", "heartbeat to", "Sends a heartbeat to an open callback, which has to come before its heartbeat time-out is over.");

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var body = _payload is not null ? Inputs.Body(("payload", await Inputs.ReadAsync(call.Get(_payload), cancellationToken)))
            : _message is not null ? Inputs.Body(("type", call.Get(_type)), ("message", call.Get(_message)))
            : null;
        var id = await FindAsync(call, cancellationToken);
        await call.Client.SendAsync(HttpMethod.Post, $"/callbacks/{RouteName.Encode(id)}/{_route}", body, cancellationToken);
        if (call.Output.IsJson)
        {
            call.Output.Json(new Dictionary<string, object>(StringComparer.Ordinal) { ["action"] = Name, ["callback"] = id });
        }
        else
        {
            call.Output.Line(new Cell(_done, Colours.Quiet), id);
        }

        return ExitCode.Succeeded;
    }

    private async Task<string> FindAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var text = call.Get(_callback)!;
        string execution;
        try
        {
            execution = await Names.ResolveAsync(call.Client, text, cancellationToken);
        }
        catch (CliException none) when (none.ExitCode == ExitCode.NotFound && call.Get(_name) is null)
        {
            return text;
        }

        List<JsonElement> open = [.. (await call.Client.GetAsync(ApiPath.Of(execution), cancellationToken)).Items("callbacks")];
        if (open.Exists(callback => callback.Text("id") == text))
        {
            return text;
        }

        var chosen = call.Get(_name) is { } name ? open.FindAll(callback => callback.Text("name") == name) : open;
        return chosen switch
        {
            [var one] => one.TextOr("id", text),
            [] when open.Count == 0 => throw CliException.NotFound($"{execution} has no open callback."),
            [] => throw CliException.NotFound($"{execution} has no open callback of that name. Open are: {NamesOf(open)}."),
            _ => throw CliException.Usage($"{execution} has several open callbacks: {NamesOf(chosen)}. Give --callback, or the id of one."),
        };
    }

    private static string NamesOf(List<JsonElement> callbacks) => string.Join(", ", callbacks.Select(static callback => callback.Text("name") ?? callback.Text("id")));
}
