namespace DurableParallel.Quickstart;

internal static class ExitCode
{
    public const int Succeeded = 0;

    /// <summary>The audit ran and more files failed than tolerated, or it could not end.</summary>
    public const int Failed = 1;

    /// <summary>The command cannot be carried out as it was given.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C; the same command resumes.</summary>
    public const int Interrupted = 130;
}
