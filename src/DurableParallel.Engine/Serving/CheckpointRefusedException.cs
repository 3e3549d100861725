namespace DurableParallel.Engine.Serving;

/// <summary>A checkpoint of a function process is not valid, and nothing of it was applied. The message is the wire's.</summary>
internal sealed class CheckpointRefusedException(string message) : Exception(message)
{
    /// <summary>SDKs look for exactly these words, and then let themselves be invoked again.</summary>
    public const string InvalidToken = "Invalid Checkpoint Token";
}
