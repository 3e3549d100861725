using System.Runtime.InteropServices;

namespace DurableParallel.Engine.Turns;

/// <summary>What an execution waits for when its turn is over.</summary>
/// <param name="Due">Until when it sleeps, by the running time; null for until something comes from outside.</param>
/// <param name="IsForDelay">Whether that is when the earliest of its delays is over.</param>
/// <param name="IsSuspended">Whether the turn has ended because the function waits.</param>
/// <param name="HasNews">Whether something came that the turn did not take, so that the next one begins at once.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Rest(long? Due, bool IsForDelay = true, bool IsSuspended = false, bool HasNews = false);
