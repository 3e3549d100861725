using Microsoft.Extensions.Logging;

namespace DurableParallel.Testing.Tests.Running;

internal static class LogSaying
{
    public static void Say(this ILogger logger, string line) => logger.Log(LogLevel.Information, default, line, null, static (text, _) => text);
}
