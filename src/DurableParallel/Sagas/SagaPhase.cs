namespace DurableParallel.Sagas;

/// <summary>How far a saga has come.</summary>
internal enum SagaPhase
{
    /// <summary>It takes operations.</summary>
    Open,

    /// <summary>Its code has said that all is done: nothing is undone.</summary>
    Completed,

    /// <summary>It undoes what was done, or has.</summary>
    Undone,
}
