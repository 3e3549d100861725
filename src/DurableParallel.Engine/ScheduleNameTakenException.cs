namespace DurableParallel.Engine;

/// <summary>There is a schedule of that name already, which starts something else or at other times. Nothing was changed.</summary>
public sealed class ScheduleNameTakenException : DurableException
{
    internal ScheduleNameTakenException(string scheduleName)
        : base(EngineErrorCodes.ScheduleNameTaken, $"There is a schedule '{scheduleName}' with another spec. Change that one with ChangeAsync, or take another name.") =>
        ScheduleName = scheduleName;

    /// <summary>The name.</summary>
    public string ScheduleName { get; }
}
