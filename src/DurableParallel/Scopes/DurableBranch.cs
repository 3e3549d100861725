namespace DurableParallel;

/// <summary>One branch of a list, for <see cref="DurableContext.ParallelAsync{T}(string?, IReadOnlyList{DurableBranch{T}}, ParallelConfig?)"/>.</summary>
/// <typeparam name="T">The type of the branch's result.</typeparam>
/// <param name="Name">1 to 256 characters without control characters and line separators, or null for "parallel-branch-" and the index. Need not be unique.</param>
/// <param name="Body">The branch's code, which uses only the context that it is given.</param>
public sealed record DurableBranch<T>(string? Name, Func<DurableContext, Task<T>> Body);
