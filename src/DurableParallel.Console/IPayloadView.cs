namespace DurableParallel.Console;

/// <summary>
/// Decides what the console shows of payloads and errors: to decrypt what the serializer has encrypted, or to leave out what
/// nobody should see. Called on the threads of requests, from several at once.
/// </summary>
public interface IPayloadView
{
    /// <summary>Makes the text to show.</summary>
    /// <param name="payload">What is on record, and for whom it is to be shown.</param>
    /// <returns>The text; null to show that there is a payload, and nothing of it. An exception counts as null and is logged.</returns>
    string? Show(RecordedPayload payload);
}
