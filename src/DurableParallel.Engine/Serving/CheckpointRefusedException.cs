namespace DurableParallel.Engine.Serving;

/// <summary>A checkpoint of a function process is not valid, and nothing of it was applied. The message is the wire's.</summary>
internal sealed class CheckpointRefusedException(string message) : Exception(message)
{
    /// <summary>
    /// SDKs read from these words that they are to be invoked again; any other refusal ends the execution. Older ones
    /// compare the beginning with the capitals, newer ones with the service's own spelling, which is in lower case.
    /// </summary>
    public const string InvalidToken =
        "Invalid Checkpoint Token (Invalid checkpoint token): expected the newest token of a running invocation of an execution that has not ended.";
}
