namespace DurableParallel.Serialization;

/// <summary>What goes wrong between values and payloads.</summary>
internal static class PayloadErrors
{
    public static DurableException Unreadable(Type type, SerializationContext context, Exception cause) =>
        new(
            ErrorCodes.PayloadUnreadable,
            $"The payload of {Place(context)} cannot be read as {type}: {cause.Message} Let the type match what was recorded, or give the operation the serializer that wrote it.",
            cause);

    public static DurableException Unwritable(Type type, SerializationContext context, Exception cause) =>
        new(
            ErrorCodes.PayloadUnwritable,
            $"The {type} of {Place(context)} cannot be written as a payload{Member(cause)}: {cause.Message} Return plain data without loops, or give the operation a serializer of its own.",
            cause);

    public static DurableException NotWellFormed(string place) =>
        new(
            ErrorCodes.PayloadUnwritable,
            $"The payload of {place} holds half of a character, a lone surrogate, which UTF-8 cannot hold. Let the serializer escape it, or encode the payload.");

    // System.Text.Json says where it stood, and not in a message of a converter's.
    private static string Member(Exception cause) =>
        cause is System.Text.Json.JsonException { Path: { } path } && !cause.Message.Contains(path, StringComparison.Ordinal) ? $", at '{path}'" : "";

    private static string Place(SerializationContext context) =>
        context.OperationPath is { } path ? $"operation '{path}'"
        : string.IsNullOrEmpty(context.OperationId) ? "the execution"
        : $"operation {context.OperationId}";
}
