using System.Buffers;
using System.Text;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Wire;

namespace DurableParallel.Server.Api;

/// <summary>Refuses updates whose members are out of the wire's ranges.</summary>
internal static class UpdateRanges
{
    private const int LongestId = 64;
    private const int LongestName = 256;
    private const int LongestSubType = 32;
    private const int LongestPayload = 6 * 1024 * 1024;
    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <exception cref="ApiException">A member is out of range.</exception>
    public static void Check(WireUpdate update)
    {
        Check("Id", update.Id, IsId(update.Id), $"1 to {LongestId} characters of A-Z, a-z, 0-9, - and _");
        Check("ParentId", update.ParentId, update.ParentId is null || IsId(update.ParentId), $"1 to {LongestId} characters of A-Z, a-z, 0-9, - and _");
        Check("Name", update.Name, IsPrintable(update.Name, LongestName), $"1 to {LongestName} printable ASCII characters");
        Check("SubType", update.SubType, update.SubType is null || IsWord(update.SubType, LongestSubType), $"1 to {LongestSubType} characters of A-Z, a-z, 0-9, - and _");
        if (update.Payload is { } payload)
        {
            CheckPayload(payload);
        }

        CheckOptions(update);
    }

    private static void CheckOptions(WireUpdate update)
    {
        switch (update)
        {
            case { Type: OperationType.Step, Action: OperationAction.Retry, StepOptions: { } step }:
                CheckSeconds("NextAttemptDelaySeconds", step.NextAttemptDelaySeconds, 1);
                break;
            case { Type: OperationType.Wait, Action: OperationAction.Start, WaitOptions: { } wait }:
                CheckSeconds("WaitSeconds", wait.WaitSeconds, 1);
                break;
            case { Type: OperationType.Callback, Action: OperationAction.Start, CallbackOptions: { } callback }:
                CheckSeconds("TimeoutSeconds", callback.TimeoutSeconds, 0);
                CheckSeconds("HeartbeatTimeoutSeconds", callback.HeartbeatTimeoutSeconds, 0);
                break;
            case { Type: OperationType.ChainedInvoke, Action: OperationAction.Start, ChainedInvokeOptions: { } invoke }:
                Check("FunctionName", invoke.FunctionName, FunctionName.TryParse(invoke.FunctionName ?? "", qualifier: null, out _), "a function's name, partial ARN or ARN");
                Check("TenantId", invoke.TenantId, IsPrintable(invoke.TenantId, 256), "1 to 256 printable ASCII characters");
                break;
        }
    }

    private static void CheckSeconds(string name, int value, int minimum)
    {
        if (value < minimum || value > DurationRule.MaxSeconds)
        {
            throw ApiException.InvalidParameter($"{name} must be from {minimum} to {DurationRule.MaxSeconds}; found {value}.");
        }
    }

    private static void CheckPayload(string payload)
    {
        if (payload.Length > LongestPayload || Encoding.UTF8.GetByteCount(payload) > LongestPayload)
        {
            throw ApiException.InvalidParameter($"Payload must have at most {LongestPayload} bytes.");
        }

        if (LoneSurrogates.IsIn(payload))
        {
            throw ApiException.InvalidParameter("Payload must not hold half of a character, a lone surrogate.");
        }
    }

    private static void Check(string member, string? value, bool holds, string expected)
    {
        if (!holds)
        {
            throw ApiException.InvalidParameter($"{member} must be {expected}; found '{ApiRequest.Shown(value ?? "")}'.");
        }
    }

    private static bool IsId(string id) => IsWord(id, LongestId);

    private static bool IsWord(string text, int longest) => text.Length > 0 && text.Length <= longest && !text.AsSpan().ContainsAnyExcept(IdCharacters);

    private static bool IsPrintable(string? text, int longest) =>
        text is null || (text.Length > 0 && text.Length <= longest && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'));
}
