using Spectre.Console;

namespace DurableParallel.Cli.Output;

/// <summary>One colour for each way that things stand.</summary>
internal static class Colours
{
    public static Color Quiet => Color.Grey;

    public static Cell Status(string? status) => new(status, status switch
    {
        "Succeeded" => Color.Green,
        "Failed" or "TimedOut" => Color.Red,
        "Stopped" or "Canceled" => Color.Yellow,
        "Running" or "Started" or "Ready" => Color.Blue,
        "Pending" => Color.Yellow,
        "Skipped" or "NotStarted" or "ContinuedAsNew" => Color.Grey,
        _ => null,
    });

    public static Cell EventType(string type) => new(
        type,
        type.EndsWith("Succeeded", StringComparison.Ordinal) ? Color.Green
        : type.EndsWith("Failed", StringComparison.Ordinal) || type.EndsWith("TimedOut", StringComparison.Ordinal) ? Color.Red
        : type.EndsWith("Stopped", StringComparison.Ordinal) || type.EndsWith("Canceled", StringComparison.Ordinal) || type.EndsWith("Cancelled", StringComparison.Ordinal) ? Color.Yellow
        : type.EndsWith("Started", StringComparison.Ordinal) ? Color.Blue
        : Color.Grey);
}
