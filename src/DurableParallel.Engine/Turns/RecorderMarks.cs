namespace DurableParallel.Engine.Turns;

/// <summary>What a <see cref="TurnRecorder"/> records.</summary>
[Flags]
internal enum RecorderMarks : byte
{
    None = 0,

    /// <summary>The mark that the execution begins again is the last thing that was recorded.</summary>
    Begun = 1,

    /// <summary>The turn is to end for another one: only what steps that run succeed with is recorded.</summary>
    Restarting = 2,

    /// <summary>Nothing is recorded any more.</summary>
    Closed = 4,
}
