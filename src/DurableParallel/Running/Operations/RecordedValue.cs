using System.Diagnostics.CodeAnalysis;
using DurableParallel.Records;

namespace DurableParallel.Running.Operations;

/// <summary>
/// Reads the payload of an operation's own record. Whatever its serializer throws ends the invocation from outside: a
/// record that this build cannot read is a matter of the build, and never an exception in user code.
/// </summary>
internal static class RecordedValue
{
    /// <summary>False when the payload cannot be read; then the invocation has ended, and the operation must not return.</summary>
    public static bool TryRead<T>(DurableContext context, in OperationHeader header, IDurableSerializer serializer, string? payload, [MaybeNullWhen(false)] out T value)
    {
        var place = context.SerializationContext(header);
        return TryRead(context.Invocation, header, place, serializer, payload, place, out value);
    }

    /// <inheritdoc cref="TryRead{T}(DurableContext, in OperationHeader, IDurableSerializer, string?, out T)"/>
    /// <param name="invocation">What ends when the payload cannot be read.</param>
    /// <param name="header">The operation.</param>
    /// <param name="place">The operation's place, for messages.</param>
    /// <param name="serializer">What the payload was written by.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="writtenAt">Where the payload was written: the operation's place, unless it is the result of another execution.</param>
    /// <param name="value">The value.</param>
    public static bool TryRead<T>(
        Invocation invocation,
        in OperationHeader header,
        in SerializationContext place,
        IDurableSerializer serializer,
        string? payload,
        in SerializationContext writtenAt,
        [MaybeNullWhen(false)] out T value)
    {
        try
        {
            value = serializer.Deserialize<T>(payload, writtenAt);
            return true;
        }
        catch (Exception unreadable)
        {
            value = default;
            invocation.Abort(Unreadable(header, place.OperationPath!, typeof(T).ToString(), unreadable));
            return false;
        }
    }

    /// <summary>Says what of an operation cannot be read.</summary>
    public static UnreadableRecordException Unreadable(in OperationHeader header, string path, string expected, Exception cause) =>
        new($"The outcome of {OperationPath.Describe(header.SubType, header.Name, path)}", path, expected, cause);
}
