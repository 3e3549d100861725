namespace DurableParallel.Scopes.Running;

/// <summary>
/// The scopes of one context that were opened and neither joined nor given up. Mostly there is one. Safe from any thread.
/// </summary>
internal sealed class OpenScopes
{
    private readonly Lock _lock = new();
    private BranchScope? _first;
    private List<BranchScope>? _further;

    public void Add(BranchScope scope)
    {
        lock (_lock)
        {
            if (_first is null)
            {
                _first = scope;
            }
            else
            {
                (_further ??= []).Add(scope);
            }
        }
    }

    public void Remove(BranchScope scope)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_first, scope))
            {
                _further?.Remove(scope);
                return;
            }

            _first = _further?.FirstOrDefault();
            if (_first is not null)
            {
                _further!.RemoveAt(0);
            }
        }
    }

    /// <summary>The earliest that has branches, which never ran; null where there is none.</summary>
    public BranchScope? FindWithBranches()
    {
        lock (_lock)
        {
            return _first is { Count: > 0 } ? _first : _further?.Find(static scope => scope.Count > 0);
        }
    }
}
