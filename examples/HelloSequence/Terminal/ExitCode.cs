namespace DurableParallel.HelloSequence.Terminal;

internal static class ExitCode
{
    public const int Succeeded = 0;

    /// <summary>Some executions did not succeed, or the run could not end.</summary>
    public const int Failed = 1;

    /// <summary>The command cannot be carried out as it was given.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C; the same command with the prefix goes on.</summary>
    public const int Interrupted = 130;
}
