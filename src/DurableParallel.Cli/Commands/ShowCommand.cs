using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DurableParallel.Cli.Client;
using DurableParallel.Cli.Output;
using Spectre.Console;

namespace DurableParallel.Cli.Commands;

/// <summary>Shows one execution.</summary>
internal sealed class ShowCommand : ConsoleCommand
{
    private readonly Argument<string> _execution = ExecutionArgument();
    private readonly Option<string?> _payload = new("--payload") { Description = "Prints this payload alone, whole and as it is: input, result or status.", HelpName = "which" };

    public ShowCommand()
        : base("show", "Shows an execution: where it stands, what it was given and what became of it.")
    {
        _payload.AcceptOnlyFromAmong("input", "result", "status");
        Arguments.Add(_execution);
        Options.Add(_payload);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var name = await call.ExecutionAsync(_execution, cancellationToken);
        if (call.Get(_payload) is { } which)
        {
            call.Output.Raw(await call.Client.GetTextAsync($"{ApiPath.Of(name)}/{which}", cancellationToken));
            return ExitCode.Succeeded;
        }

        var detail = await call.Client.GetAsync(ApiPath.Of(name), cancellationToken);
        if (call.Output.IsJson)
        {
            call.Output.Json(detail);
        }
        else
        {
            Print(call.Output, detail);
        }

        return ExitCode.Succeeded;
    }

    private static void Print(CommandOutput output, JsonElement detail)
    {
        var isRunning = detail.Text("status") == "Running";
        output.Facts(
        [
            ("name", detail.Text("name")),
            ("function", $"{detail.Text("function")}, version {detail.Text("version")}"),
            ("status", Colours.Status(detail.Text("status"))),
            ("states", new Cell(string.Join(", ", detail.Items("states").Select(static state => state.GetString())), Color.Fuchsia)),
            ("waits", detail.Member("waiting").Text("reason")),
            ("started", output.Time(detail, "started")),
            ("ended", output.Time(detail, "ended")),
            ("took", CommandOutput.Span(detail, "started", "ended", isRunning)),
            ("run", detail.Number("run") > 1 ? detail.Text("run") : null),
            ("tenant", detail.Text("tenant")),
            ("tags", string.Join(", ", detail.Members("tags").Select(static tag => $"{tag.Name}={tag.Value}"))),
            ("invoked by", detail.Text("invokedBy")),
            ("forked from", detail.Text("forkedFrom")),
            ("invokes", string.Join(", ", detail.Items("invokes").Select(static invoked => invoked.GetString()))),
            ("operations", detail.Text("operations")),
            ("arn", detail.Text("arn")),
            ("input", Payload(detail.Member("input"))),
            ("says", Payload(detail.Member("customStatus"))),
            ("result", Payload(detail.Member("result"))),
            ("blocked", new Cell(detail.Member("blocked").Text("message"), Color.Red)),
            ("cause", detail.Member("blocked").Text("cause")),
        ]);
        PrintError(output, detail.Member("error"), "error");
        foreach (var callback in detail.Items("callbacks"))
        {
            output.Facts([("callback", $"{callback.Text("name")} {callback.Text("id")}")]);
        }

        foreach (var wait in detail.Items("eventWaits"))
        {
            output.Facts([("waits for", $"event {wait.Text("name")}")]);
        }

        foreach (var unread in detail.Items("unreadEvents"))
        {
            output.Facts([("unread", $"event {unread.Text("name")} {Payload(unread.Member("payload")).Text}")]);
        }
    }

    private static void PrintError(CommandOutput output, JsonElement error, string label)
    {
        if (error.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        output.Facts([(label, new Cell($"{error.Text("type")}: {error.Text("message")}", Color.Red))]);
        foreach (var frame in error.Items("stack"))
        {
            output.Facts([("", new Cell(frame.GetString()?.Trim(), Colours.Quiet))]);
        }

        foreach (var cause in error.Items("causes"))
        {
            PrintError(output, cause, "caused by");
        }
    }

    internal static Cell Payload(JsonElement payload) =>
        payload.ValueKind != JsonValueKind.Object ? default
        : payload.IsTrue("redacted") ? new Cell("(redacted)", Colours.Quiet)
        : payload.IsTrue("cut") ? $"{payload.Text("text")}… ({payload.Number("bytes").ToString("N0", CultureInfo.InvariantCulture)} bytes)"
        : payload.Text("text");
}
