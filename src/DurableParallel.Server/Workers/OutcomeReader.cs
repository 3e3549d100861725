using System.Text;
using DurableParallel.Engine.Serving;
using DurableParallel.Wire;

namespace DurableParallel.Server.Workers;

/// <summary>What a function's answer means for its execution. One that cannot be understood is a failed invocation.</summary>
internal static class OutcomeReader
{
    private const string InvalidResponse = "Runtime.InvalidResponse";
    private const int LargestAnswer = 6 * 1024 * 1024;

    public static ServedOutcome Read(FunctionAnswer answer, bool isPlain)
    {
        if (answer.Error is { } error)
        {
            return isPlain ? new ServedOutcome(ServedOutcomeKind.Failed, Error: error) : new ServedOutcome(ServedOutcomeKind.Broken, Error: error);
        }

        var payload = answer.Payload ?? [];
        if (payload.Length > 2 * LargestAnswer)
        {
            return ServedOutcome.Broken("Function.ResponseSizeTooLarge", $"Response payload size ({payload.Length} bytes) exceeded maximum allowed payload size ({LargestAnswer} bytes).");
        }

        return isPlain ? new ServedOutcome(ServedOutcomeKind.Succeeded, payload.Length == 0 ? null : Encoding.UTF8.GetString(payload)) : ReadDurable(payload);
    }

    private static ServedOutcome ReadDurable(byte[] payload)
    {
        WireInvocationOutput output;
        try
        {
            output = WireJson.Milliseconds.Read<WireInvocationOutput>(payload);
        }
        catch (WireFormatException malformed)
        {
            return ServedOutcome.Broken(InvalidResponse, malformed.Message);
        }

        return output.Status switch
        {
            InvocationStatus.Succeeded when output.Error is not null => ServedOutcome.Broken(InvalidResponse, "Cannot provide an Error for SUCCEEDED status."),
            InvocationStatus.Failed when output.Result is not null => ServedOutcome.Broken(InvalidResponse, "Cannot provide a Result for FAILED status."),
            InvocationStatus.Succeeded => new ServedOutcome(ServedOutcomeKind.Succeeded, output.Result),
            InvocationStatus.Failed => new ServedOutcome(ServedOutcomeKind.Failed, Error: WireChanges.ErrorOf(output.Error)),
            _ => ServedOutcome.Pending,
        };
    }
}
