using System.Globalization;
using System.Text.Json;
using DurableParallel.Cli.Client;
using DurableParallel.Cli.Output;

namespace DurableParallel.Cli.Commands;

/// <summary>Events of a history, a line each.</summary>
internal static class EventLines
{
    private const int LongestPayload = 120;

    public static void Print(CommandOutput output, JsonElement e)
    {
        if (output.IsJson)
        {
            output.Json(e);
            return;
        }

        var text = e.Member("error").Text("message") ?? ShowCommand.Payload(e.Member("payload")).Text ?? "";
        var details = string.Join(" ", e.Members("details").Select(static detail => $"{detail.Name}={detail.Value}"));
        output.Line(
            new Cell(e.Number("id").ToString(CultureInfo.InvariantCulture), Colours.Quiet),
            new Cell(output.IsTerminal ? e.Time("time")?.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture) : e.Text("time"), Colours.Quiet),
            Colours.EventType(e.TextOr("type", "")),
            e.Text("path") ?? e.Text("name") ?? "",
            new Cell(details, Colours.Quiet),
            output.IsTerminal ? SafeText.Cut(SafeText.Of(text), LongestPayload) : text);
    }
}
