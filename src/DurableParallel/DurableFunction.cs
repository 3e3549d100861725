namespace DurableParallel;

/// <summary>Durable code that a host can run: one table of these serves every host.</summary>
public sealed class DurableFunction
{
    internal DurableFunction()
    {
    }
}
