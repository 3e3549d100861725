using System.Buffers;
using System.Text;
using DurableParallel.Engine.Serving;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Wire;

namespace DurableParallel.Server.Api;

/// <summary>Updates as the engine takes them: members that are out of the wire's ranges are refused here.</summary>
internal static class UpdateReader
{
    private const int LongestId = 64;
    private const int LongestName = 256;
    private const int LongestSubType = 32;
    private const int LongestPayload = 6 * 1024 * 1024;
    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <exception cref="ApiException">A member is out of range.</exception>
    public static ServedUpdate Read(WireUpdate update)
    {
        Check("Id", update.Id, IsId(update.Id), $"1 to {LongestId} characters of A-Z, a-z, 0-9, - and _");
        Check("ParentId", update.ParentId, update.ParentId is null || IsId(update.ParentId), $"1 to {LongestId} characters of A-Z, a-z, 0-9, - and _");
        Check("Name", update.Name, IsPrintable(update.Name, LongestName), $"1 to {LongestName} printable ASCII characters");
        Check("SubType", update.SubType, update.SubType is null || IsWord(update.SubType, LongestSubType), $"1 to {LongestSubType} characters of A-Z, a-z, 0-9, - and _");
        if (update.Payload is { } payload)
        {
            CheckPayload(payload);
        }

        return new ServedUpdate
        {
            Id = update.Id,
            Type = update.Type,
            Action = update.Action,
            ParentId = update.ParentId,
            Name = update.Name,
            SubType = update.SubType,
            Payload = update.Payload,
            Error = WireErrors.FromWire(update.Error),
            ErrorBytes = WireErrors.SizeOf(update.Error),
            DelaySeconds = DelayOf(update),
            ReplayChildren = update.Type == OperationType.Context && update.ContextOptions?.ReplayChildren is true,
            Callback = CallbackOf(update),
            Invoke = InvokeOf(update),
        };
    }

    private static int DelayOf(WireUpdate update) => (update.Type, update.Action) switch
    {
        (OperationType.Step, OperationAction.Retry) when update.StepOptions is { } options =>
            Seconds("NextAttemptDelaySeconds", options.NextAttemptDelaySeconds, 1),
        (OperationType.Wait, OperationAction.Start) when update.WaitOptions is { } options => Seconds("WaitSeconds", options.WaitSeconds, 1),
        _ => 0,
    };

    private static CallbackOptions? CallbackOf(WireUpdate update) => (update.Type, update.Action) == (OperationType.Callback, OperationAction.Start)
        ? new CallbackOptions(
            Seconds("TimeoutSeconds", update.CallbackOptions?.TimeoutSeconds ?? 0, 0),
            Seconds("HeartbeatTimeoutSeconds", update.CallbackOptions?.HeartbeatTimeoutSeconds ?? 0, 0))
        : null;

    private static ChainedInvokeOptions? InvokeOf(WireUpdate update)
    {
        if ((update.Type, update.Action) != (OperationType.ChainedInvoke, OperationAction.Start) || update.ChainedInvokeOptions is not { } options)
        {
            return null;
        }

        var name = options.FunctionName ?? "";
        Check("FunctionName", name, FunctionName.TryParse(name, qualifier: null, out _), "a function's name, partial ARN or ARN");
        Check("TenantId", options.TenantId, IsPrintable(options.TenantId, 256), "1 to 256 printable ASCII characters");
        return new ChainedInvokeOptions(name, options.TenantId);
    }

    private static int Seconds(string name, int value, int minimum) => value >= minimum && value <= DurationRule.MaxSeconds
        ? value
        : throw ApiException.InvalidParameter($"{name} must be from {minimum} to {DurationRule.MaxSeconds}; found {value}.");

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
