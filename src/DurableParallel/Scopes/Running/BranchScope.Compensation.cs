using DurableParallel.Records;
using DurableParallel.Running.Operations;

namespace DurableParallel.Scopes.Running;

/// <content>From the recorded end to the outcome that everybody sees.</content>
internal sealed partial class BranchScope
{
    private const int MaxNameLength = 256;
    private const string CompensationSuffix = "-compensation";

    private ChildContextOperation<List<CompensationError>>? _compensation;
    private IReadOnlyList<CompensationError> _compensationErrors = [];

    /// <summary>The scope's end is durable: shows the outcome, once what succeeded in a failed scope is undone.</summary>
    private void Conclude()
    {
        // Before anything is undone: values that cannot be read are no failure of the scope's.
        if (!TryReadValues() || (Failure is null && CustomResult is not null && !TryReadCustomResult()))
        {
            return;
        }

        if (Failure is not null || _verdict!.Value.IsSuccess || !_branches.Exists(Compensations.IsNeeded))
        {
            Publish();
            return;
        }

        var place = new OperationHeader(
            OperationId.CompensationOf(Identity.Id), Owner.RecordedId, OperationType.Context, OperationSubTypes.ChildContext, NameOfCompensation());
        Func<DurableContext, Task<List<CompensationError>>> body = new Compensations(_branches).RunAsync;
        _compensation = new ChildContextOperation<List<CompensationError>>(
            Owner, ChildContextKind.Child, place, body, Compensations.Serializer, NestingType.Nested);

        _gate.Enter(ScopePhase.Compensating);

        // Before it begins, so that what ends it goes on with the scope while it is counted.
        _compensation.Await(OnCompensated);
        _compensation.Begin();
        _compensation.OnAwaited();
    }

    private void OnCompensated()
    {
        try
        {
            EndTimestamp = _compensation!.RecordedEnd ?? EndTimestamp;
            _compensationErrors = _compensation.TakeOutcome();
        }
        catch (Exception canceled)
        {
            Failure = canceled;
        }

        Publish();
    }

    private string? NameOfCompensation() =>
        Identity.Name is null ? null : Identity.Name[..Math.Min(Identity.Name.Length, MaxNameLength - CompensationSuffix.Length)] + CompensationSuffix;
}
