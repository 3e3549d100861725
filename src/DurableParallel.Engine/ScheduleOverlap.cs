namespace DurableParallel.Engine;

/// <summary>What becomes of a time of a schedule while the execution of an earlier one has not ended.</summary>
public enum ScheduleOverlap
{
    /// <summary>The time is skipped.</summary>
    Skip = 0,

    /// <summary>The execution begins when the earlier one has ended. One time is kept so; further ones are skipped meanwhile.</summary>
    BufferOne = 1,

    /// <summary>Both run side by side.</summary>
    Allow = 2,

    /// <summary>The earlier execution is stopped, and the new one begins.</summary>
    CancelRunning = 3,
}
