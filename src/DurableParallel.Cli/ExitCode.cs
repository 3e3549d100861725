namespace DurableParallel.Cli;

/// <summary>What the program ends with. These numbers are documented and stay.</summary>
internal static class ExitCode
{
    public const int Succeeded = 0;

    /// <summary>The command was carried out and what it asked for failed, or something unexpected happened.</summary>
    public const int Failed = 1;

    /// <summary>The command cannot be carried out as it was given.</summary>
    public const int Usage = 2;

    /// <summary>There is no such execution, operation, callback, schedule or file.</summary>
    public const int NotFound = 3;

    /// <summary>It was refused: what is there is read-only, needs another state, or may not be asked by this user.</summary>
    public const int Refused = 4;

    /// <summary>No console answers at that address.</summary>
    public const int Unreachable = 5;

    /// <summary>Ended by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
