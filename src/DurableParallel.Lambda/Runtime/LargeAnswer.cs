using DurableParallel.Records;
using DurableParallel.Wire;

namespace DurableParallel.Lambda.Runtime;

/// <summary>An answer that Lambda would not carry: a checkpoint brings its payload, and the answer says only how the execution ended.</summary>
internal static class LargeAnswer
{
    /// <summary>What an answer may have in bytes: Lambda's 6 MiB, and a little room that every SDK leaves.</summary>
    public const int MaxBytes = (6 * 1024 * 1024) - 50;

    // Escaped, a character has six bytes at most.
    private const int MostBytesOfAChar = 6;
    private const int Envelope = 1024;

    public static bool Fits(WireInvocationOutput output) =>
        output.Error is null && ((output.Result?.Length ?? 0) * (long)MostBytesOfAChar) + Envelope <= MaxBytes
        || WireJson.Milliseconds.Write(output).Length <= MaxBytes;

    public static WireUpdate ToUpdate(WireInvocationOutput output, string executionId) => new()
    {
        Id = executionId,
        Type = OperationType.Execution,
        Action = output.Status == InvocationStatus.Succeeded ? OperationAction.Succeed : OperationAction.Fail,
        Payload = output.Result,
        Error = output.Error,
    };

    public static WireInvocationOutput WithoutPayload(WireInvocationOutput output) => new()
    {
        Status = output.Status,
        Result = output.Status == InvocationStatus.Succeeded ? string.Empty : null,
    };
}
