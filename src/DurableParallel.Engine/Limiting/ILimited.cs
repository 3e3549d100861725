namespace DurableParallel.Engine.Limiting;

/// <summary>An execution that may have to wait before it begins.</summary>
internal interface ILimited
{
    /// <summary>Its number, from 1, in the order of starts.</summary>
    long Number { get; }

    /// <summary>Higher ones begin first.</summary>
    int Priority { get; }

    /// <summary>Which executions it is limited with; null for none.</summary>
    string? ConcurrencyKey { get; }

    /// <summary>Takes the terms of another one for its own where they say the same, so that many that wait hold them once.</summary>
    void ShareTerms(ILimited other);
}
