using DurableParallel.Running.Activity;

namespace DurableParallel.Scopes.Running;

/// <summary>What takes the branches of a scope one by one, because each starts when it is registered.</summary>
internal interface IBranchRegistrar
{
    /// <summary>Adds a branch to those of the scope, and goes on with it.</summary>
    /// <param name="future">The branch.</param>
    /// <param name="owner">Holds the owner of the scope.</param>
    /// <exception cref="DurableLimitException">The branch would be one operation too many. It was not added.</exception>
    void Register(DurableFuture future, in ActivityHold owner);

    /// <summary>The join has begun: no branch follows.</summary>
    /// <param name="owner">Holds the owner of the scope.</param>
    void Close(in ActivityHold owner);
}
