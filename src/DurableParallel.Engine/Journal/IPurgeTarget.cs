namespace DurableParallel.Engine.Journal;

/// <summary>An execution that may be purged. Called by the writer's thread.</summary>
internal interface IPurgeTarget : IRecordOwner
{
    /// <summary>Decides; after <see cref="PurgeVerdict.Now"/> nobody finds the execution any more.</summary>
    /// <param name="logHead">The oldest row of the log that is kept.</param>
    /// <param name="heldBy">The last row of the log that holds a record of it.</param>
    PurgeVerdict TryPurge(long logHead, out long heldBy);
}
