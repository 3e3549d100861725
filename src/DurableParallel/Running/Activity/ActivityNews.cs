namespace DurableParallel.Running.Activity;

/// <summary>
/// What has changed in the tree and was not announced yet: contexts with a listener that have parked, and the root. Guarded
/// by the gate; whether there is anything may be asked without it.
/// </summary>
internal struct ActivityNews
{
    private volatile bool _isThere;
    private bool _hasRootChanged;
    private List<ActivityNode>? _parked;

    public readonly bool IsThere => _isThere;

    public void AddRoot()
    {
        _hasRootChanged = true;
        _isThere = true;
    }

    public void AddParked(ActivityNode node)
    {
        (_parked ??= []).Add(node);
        _isThere = true;
    }

    public (List<ActivityNode>? Parked, bool HasRootChanged) Take()
    {
        var taken = (_parked, _hasRootChanged);
        _parked = null;
        _hasRootChanged = false;
        _isThere = false;
        return taken;
    }
}
