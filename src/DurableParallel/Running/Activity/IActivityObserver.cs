namespace DurableParallel.Running.Activity;

/// <summary>Whoever acts when the whole invocation parks or goes on.</summary>
internal interface IActivityObserver
{
    /// <summary>The invocation became parked or active; ask which. Called under no lock.</summary>
    void OnActivityChanged();
}
