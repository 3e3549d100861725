namespace DurableParallel.Engine;

/// <summary>The journal has no schedule of that name.</summary>
public sealed class ScheduleNotFoundException : DurableException
{
    internal ScheduleNotFoundException(string scheduleName)
        : base(EngineErrorCodes.ScheduleNotFound, $"There is no schedule '{scheduleName}'. Check the name, or create it.") =>
        ScheduleName = scheduleName;

    /// <summary>The name that was asked for.</summary>
    public string ScheduleName { get; }
}
