namespace DurableParallel.Engine;

/// <summary>
/// The journal could not be written, so the engine acknowledges nothing any more. What was acknowledged is safe, and
/// goes on when the journal is opened again.
/// </summary>
public sealed class EngineFaultedException : DurableException
{
    internal EngineFaultedException(string message, Exception? innerException = null)
        : base(EngineErrorCodes.EngineFaulted, message, innerException)
    {
    }
}
