namespace DurableParallel;

/// <summary>The stable code of every error of this library. Each has a page in docs/errors; a code is never used twice.</summary>
internal static class ErrorCodes
{
    public const string General = "DP1000";
    public const string StepFailed = "DP1001";
    public const string StepInterrupted = "DP1002";
    public const string ChildContextFailed = "DP1003";
    public const string BranchFailed = "DP1004";
    public const string BranchSkipped = "DP1005";
    public const string BranchCanceled = "DP1006";
    public const string ScopeFailed = "DP1007";
    public const string CallbackFailed = "DP1008";
    public const string CallbackTimedOut = "DP1009";
    public const string ConditionFailed = "DP1012";
    public const string InvokeFailed = "DP1010";
    public const string MapFailed = "DP1014";
    public const string OperationInStep = "DP1020";
    public const string AwaitedLeftBehind = "DP1021";
    public const string OperationLeftBehind = "DP1030";
    public const string SagaCompensationFailed = "DP1040";
    public const string EventTimedOut = "DP1041";
    public const string EventNotRaised = "DP1042";
    public const string AttemptTimedOut = "DP1043";
    public const string FeatureNotSupported = "DP1045";
    public const string NonDeterministic = "DP2001";
    public const string RecordUnreadable = "DP2002";
    public const string PayloadUnreadable = "DP2003";
    public const string PayloadUnwritable = "DP2004";
    public const string NotReadByThisBuild = "DP2005";
    public const string LimitExceeded = "DP3001";
}
