namespace DurableParallel.Testing;

/// <summary>The stable codes of the errors of the testing tools. Each has a page in docs/errors; a code is never used twice.</summary>
internal static class TestingErrorCodes
{
    public const string Hang = "DP7001";
    public const string NotCrashSafe = "DP7002";
    public const string OrderDecides = "DP7003";
    public const string NotRepeatable = "DP7004";
    public const string HistoryDrift = "DP7005";
    public const string HistoryUnreadable = "DP7006";
}
