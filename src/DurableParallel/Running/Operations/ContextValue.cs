using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel.Running.Operations;

/// <summary>The value of a context's body on its way to those who see it, who see what a payload made of it.</summary>
internal static class ContextValue
{
    /// <summary>Makes the payload of a value. Returns the error when there is none to be made, else null.</summary>
    public static DurableError? TryWrite<T>(DurableContext context, in OperationHeader header, IDurableSerializer serializer, T value, out string? payload)
    {
        payload = null;
        if (typeof(T) == typeof(Nothing))
        {
            return null;
        }

        try
        {
            var place = context.SerializationContext(header);
            var text = serializer.Serialize(value, place);
            context.Invocation.CheckPayload(header.SubType, header.Name, text, place);
            payload = text;
            return null;
        }
        catch (Exception exception)
        {
            return ErrorRecorder.FromException(exception);
        }
    }

    /// <summary>How a body that ran again has ended, for messages.</summary>
    public static string Describe(string? payload, DurableError? error) =>
        error is null ? $"a value of {Counted.Of(payload?.Length ?? 0, "character")}" : $"an error, {error.ErrorType}: {error.ErrorMessage}";
}
