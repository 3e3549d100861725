using DurableParallel.Records;

namespace DurableParallel.Engine.Journal.Log;

/// <summary>Who invoked an execution: another execution, with an operation of its own.</summary>
/// <param name="Number">The other execution's number, since names may be used again.</param>
/// <param name="Name">The other execution's name.</param>
/// <param name="Operation">The invoke.</param>
internal sealed record Invoker(long Number, string Name, OperationId Operation);
