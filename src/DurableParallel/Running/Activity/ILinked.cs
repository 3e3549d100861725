namespace DurableParallel.Running.Activity;

/// <summary>Something that is in at most one <see cref="Chain{T}"/> at a time, and carries its own links.</summary>
internal interface ILinked<T>
    where T : class, ILinked<T>
{
    T? Next { get; set; }

    T? Previous { get; set; }
}
