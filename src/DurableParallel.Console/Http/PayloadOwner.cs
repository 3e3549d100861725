using System.Runtime.InteropServices;
using DurableParallel.Engine;

namespace DurableParallel.Console.Http;

/// <summary>What a payload belongs to.</summary>
/// <param name="Name">The name of the execution or of the schedule.</param>
/// <param name="Function">The function that is run.</param>
/// <param name="Operation">The operation's name; null for none, and for what is of the execution itself.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PayloadOwner(string Name, string Function, string? Operation = null)
{
    public static PayloadOwner Of(ExecutionHandle execution) => new(execution.Name, execution.FunctionName);
}
