namespace DurableParallel.Compensating;

/// <summary>What undoes one thing that was done.</summary>
/// <param name="Index">The place of what was done among the others, from 0.</param>
/// <param name="Name">The name of what was done.</param>
/// <param name="Body">The code of the user that undoes it.</param>
internal sealed record Compensation(int Index, string Name, Func<DurableContext, Task> Body);
