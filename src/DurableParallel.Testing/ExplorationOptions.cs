using DurableParallel.Errors;

namespace DurableParallel.Testing;

/// <summary>How runs are explored and compared. Immutable.</summary>
public sealed record ExplorationOptions
{
    private readonly IReadOnlyList<FaultKind> _faults = [FaultKind.CrashBefore, FaultKind.CrashAfter];

    /// <summary>The faults that are tried at every checkpoint.</summary>
    /// <value>By default a crash before it and a crash after it. <see cref="FaultKind.LoseAcknowledgement"/> may be added.</value>
    /// <exception cref="ArgumentException">The list is empty, or has a fault that is no crash.</exception>
    public IReadOnlyList<FaultKind> Faults
    {
        get => _faults;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Count == 0 || value.Any(static kind => kind is not (FaultKind.CrashBefore or FaultKind.CrashAfter or FaultKind.LoseAcknowledgement)))
            {
                throw new ArgumentException(
                    $"Crashes are explored by one or more of CrashBefore, CrashAfter and LoseAcknowledgement; the list is: {ShownList.Of(value.Select(static kind => kind.ToString()), value.Count)}.",
                    nameof(value));
            }

            _faults = [.. value];
        }
    }

    /// <summary>Whether another outcome is as good as the first, as for a function that races. The first argument is the run that the other is compared with.</summary>
    /// <value>By default both must have the same status, the same payload, and an error of the same type and message.</value>
    public Func<DurableTestResult, DurableTestResult, bool>? AreEquivalent { get; init; }

    /// <summary>Looks at every run, for example at what its fakes have seen; what it throws counts as another outcome.</summary>
    /// <value>By default nothing.</value>
    public Action<DurableTestResult>? Check { get; init; }

    /// <summary>Drives every run by hand, from its start; then it runs to its end by itself.</summary>
    /// <value>By default nothing: the clock moves on by itself from the start.</value>
    public Func<DurableTestExecution, Task>? Drive { get; init; }
}
