namespace DurableParallel.Lambda;

/// <summary>The stable codes of this package's errors, beside those of the library. Each has a page in docs/errors; a code is never used twice.</summary>
internal static class LambdaErrorCodes
{
    public const string HostUnavailable = "DP5001";
    public const string CheckpointRefused = "DP5002";
    public const string ProtocolFault = "DP5003";
    public const string NotDurable = "DP5004";
    public const string FunctionNotFound = "DP5005";
    public const string DeadlineReached = "DP5006";
    public const string NotConfigured = "DP5007";
    public const string ExecutionEnded = "DP5008";
}
