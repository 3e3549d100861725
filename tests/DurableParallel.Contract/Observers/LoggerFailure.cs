namespace DurableParallel.Contract.Observers;

/// <summary>In what a logger throws.</summary>
internal enum LoggerFailure
{
    Log,
    IsEnabled,
    BeginScope,
    EndScope,
    Everything,
}
