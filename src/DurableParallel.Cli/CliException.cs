namespace DurableParallel.Cli;

/// <summary>Ends the command with a message and an exit code.</summary>
internal sealed class CliException(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    public int ExitCode { get; } = exitCode;

    public static CliException Usage(string message) => new(Cli.ExitCode.Usage, message);

    public static CliException NotFound(string message) => new(Cli.ExitCode.NotFound, message);
}
