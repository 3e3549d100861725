namespace DurableParallel;

/// <summary>
/// Changes payloads on their way to the record and back, as for encryption or compression; see
/// <see cref="DurableSerializer.WithCodec"/>. Implementations must be safe to call from several threads.
/// </summary>
/// <remarks>
/// What is decoded may come from anybody who can write to the journal, so a codec bounds what it makes of it. Whatever
/// either method throws becomes a <see cref="DurableException"/> that names the operation: DP2004 on the way to the record,
/// DP2003 on the way back.
/// </remarks>
public interface IPayloadCodec
{
    /// <summary>Makes the text that is recorded.</summary>
    /// <param name="payload">What the serializer made.</param>
    /// <param name="context">Where it belongs. The input of an execution is written before there is one, so both members are empty for it.</param>
    /// <returns>The text that is recorded.</returns>
    string Encode(string payload, SerializationContext context);

    /// <summary>Makes the serializer's text again.</summary>
    /// <param name="payload">What is on record. It need not have come from <see cref="Encode"/>.</param>
    /// <param name="context">Where it belongs, as for <see cref="Encode"/>.</param>
    /// <returns>The serializer's text.</returns>
    string Decode(string payload, SerializationContext context);
}
