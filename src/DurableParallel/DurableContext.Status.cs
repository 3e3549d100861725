using System.Text;
using DurableParallel.Errors;
using DurableParallel.Serialization;

namespace DurableParallel;

/// <content>What the execution says of itself.</content>
public sealed partial class DurableContext
{
    /// <summary>The largest status, in bytes of UTF-8 as the serializer writes it.</summary>
    public const int LargestStatusBytes = 4096;

    /// <summary>
    /// Says what the execution is doing, for people and programs that look at it: handles, lists and traces show the latest
    /// status. It is written at once and recorded with the next record that the execution makes anyway, so it costs no
    /// commit; when the code waits or ends before there is one, it is recorded then. A process that dies before takes it
    /// along, and the code that runs again sets it again. When code runs again that has set it before, nothing changes.
    /// </summary>
    /// <remarks>
    /// It is no operation: it has no place among them, may be added to code whose executions are under way, and nothing can
    /// be read back from it here. AWS's service has no counterpart.
    /// </remarks>
    /// <typeparam name="T">The type of the status.</typeparam>
    /// <param name="status">The status, which the function's serializer makes a payload of, at most <see cref="LargestStatusBytes"/> bytes.</param>
    /// <exception cref="DurableLimitException">It is too large. The status stays what it was.</exception>
    /// <exception cref="FeatureNotSupportedException">The host keeps no status: AWS Lambda, and the server.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own, or after its body had ended.</exception>
    public void SetStatus<T>(T status)
    {
        RequireOwnBody();
        if (Invocation.HasEnded(Node))
        {
            throw Misuse.Of($"SetStatus was called on the context of {Description} after its body had ended.");
        }

        var payload = Serializer.Serialize(status, new SerializationContext(Invocation.Request.Execution, operation: null));
        if (payload is not null && Encoding.UTF8.GetByteCount(payload) is var bytes and > LargestStatusBytes)
        {
            throw new DurableLimitException(
                $"The status of the execution '{ExecutionName}'",
                bytes,
                LargestStatusBytes,
                "byte of UTF-8",
                "bytes of UTF-8",
                "It is in memory and in every list: say in it where the details are.");
        }

        if (payload is not null && LoneSurrogates.IsIn(payload))
        {
            throw PayloadErrors.NotWellFormed($"the status of the execution '{ExecutionName}'");
        }

        Invocation.SetStatus(this, payload);
    }
}
