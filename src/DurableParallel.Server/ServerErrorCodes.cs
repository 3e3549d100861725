namespace DurableParallel.Server;

/// <summary>The stable codes of the server's errors. Each has a page in docs/errors; a code is never used twice.</summary>
internal static class ServerErrorCodes
{
    public const string KeyMissing = "DP6001";
    public const string ProcessNotStarted = "DP6002";
    public const string NoWorker = "DP6003";
}
