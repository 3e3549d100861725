using Microsoft.Extensions.Logging;

namespace DurableParallel.Snippets.Samples;

/// <summary>The lines that the samples log.</summary>
internal static partial class LogLines
{
    [LoggerMessage(LogLevel.Information, "Decided: {Reason}. {Started} branches started, {Skipped} never did.")]
    public static partial void LogOutcome(this ILogger logger, CompletionReason reason, int started, int skipped);

    [LoggerMessage(LogLevel.Warning, "{Item} failed: {Why}")]
    public static partial void LogFailedItem(this ILogger logger, string item, string? why);

    [LoggerMessage(LogLevel.Information, "Order {Order} waits to be picked up: {CallbackId}")]
    public static partial void LogPickUp(this ILogger logger, string order, string callbackId);

    [LoggerMessage(LogLevel.Information, "Order {Order} begins.")]
    public static partial void LogBegin(this ILogger logger, string order);
}
