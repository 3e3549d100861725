namespace DurableParallel.Running.Activity;

/// <summary>Whoever wants to know that a context and all below it are parked: a branch of a scope.</summary>
internal interface IParkListener
{
    /// <summary>Called under no lock; the context may be active again by now.</summary>
    /// <param name="above">Holds the context above, of which the listener is, for as long as the call takes.</param>
    void OnParked(in ActivityHold above);
}
