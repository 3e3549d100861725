namespace DurableParallel.Engine;

/// <summary>The engine was stopped before what was asked of it was there. Executions go on when their journal is opened again.</summary>
public sealed class EngineStoppedException : DurableException
{
    internal EngineStoppedException(string message)
        : base(EngineErrorCodes.EngineStopped, message)
    {
    }

    internal override bool IsOrderlyEnd => true;
}
