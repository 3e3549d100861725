namespace DurableParallel.Telemetry;

/// <summary>The names of what spans and measurements carry.</summary>
internal static class TelemetryTags
{
    public const string ExecutionName = "durableparallel.execution.name";
    public const string ExecutionArn = "durableparallel.execution.arn";
    public const string CustomStatus = "durableparallel.execution.custom_status";
    public const string InvocationId = "durableparallel.invocation.id";
    public const string InvocationStatus = "durableparallel.invocation.status";
    public const string OperationId = "durableparallel.operation.id";
    public const string OperationName = "durableparallel.operation.name";
    public const string OperationPath = "durableparallel.operation.path";
    public const string OperationType = "durableparallel.operation.type";
    public const string OperationSubType = "durableparallel.operation.subtype";
    public const string OperationStatus = "durableparallel.operation.status";
    public const string Attempt = "durableparallel.attempt";
    public const string Outcome = "durableparallel.outcome";
    public const string ErrorType = "error.type";
}
