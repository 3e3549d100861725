using DurableParallel.Running.Activity;

namespace DurableParallel.Scopes.Running;

/// <summary>A part of a scope that goes on once something has come that it waits for.</summary>
internal interface IScopeStage
{
    /// <summary>Does what there is to do.</summary>
    /// <param name="owner">Holds the owner of the scope for as long as the call lasts.</param>
    void GoOn(in ActivityHold owner);
}
