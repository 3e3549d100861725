using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running.Operations;
using DurableParallel.Scopes.Rules;
using DurableParallel.Scopes.Summary;

namespace DurableParallel.Scopes.Running;

/// <content>The scope's own end, and the payload that the user's serializer may make of it.</content>
internal sealed partial class BranchScope
{
    private bool _areValuesRead;

    /// <summary>What makes the scope's payload in place of the summary; null for the summary.</summary>
    public IScopeResult? CustomResult { get; set; }

    private ParallelResult Outcome => new(Identity.Name, _verdict!.Value, new BranchOutcomes(_branches), _compensationErrors);

    /// <summary>The update that ends the scope; null when its branches cannot be read, and the invocation has ended. All branches have settled.</summary>
    private OperationUpdate? End()
    {
        if (CustomResult is null)
        {
            return EndWith(BranchSummary.Encode(_verdict!.Value, this));
        }

        if (!TryReadValues())
        {
            return null;
        }

        string? payload;
        try
        {
            payload = CustomResult.Write(Outcome);
        }
        catch (Exception fromSerializer)
        {
            var error = ErrorRecorder.FromException(fromSerializer);
            Failure = new MapFailedException(error).At(Identity.Path);
            return Identity.Header.Fail(error);
        }

        return PayloadLimits.FitsContext(payload)
            ? Identity.Header.Succeed(payload)
            : EndWith(BranchSummary.EncodeStatuses(_verdict!.Value, this));
    }

    private OperationUpdate EndWith(EncodedSummary summary) => Identity.Header.Succeed(summary.Payload, summary.ReplayChildren);

    /// <summary>The scope is on record as ended, with a payload that the user's serializer made, or failed to make.</summary>
    private void ReplayCustom(OperationRecord record)
    {
        EndTimestamp = record.EndTimestamp;
        _isReplayed = true;
        if (record.Status == OperationStatus.Succeeded)
        {
            _verdict = new CompletionVerdict(CompletionReason.AllCompleted);
            CustomResult!.Take(record.Payload);
        }
        else
        {
            Failure = new MapFailedException(record.Error ?? ErrorRecorder.Missing(record.Status)).At(Identity.Path);
        }

        Conclude();
    }

    /// <summary>
    /// Reads the values of what has succeeded, before anybody can see one. False when this build cannot; then the invocation
    /// has ended, and the scope must not return.
    /// </summary>
    private bool TryReadValues() => _areValuesRead = _areValuesRead || _branches.TrueForAll(static branch => branch.TryReadValue());

    private bool TryReadCustomResult()
    {
        try
        {
            CustomResult!.Read(() => Outcome);
            return true;
        }
        catch (Exception unreadable)
        {
            Owner.Invocation.Abort(RecordedValue.Unreadable(Identity.Header, Identity.Path, CustomResult!.Type.ToString(), unreadable));
            return false;
        }
    }
}
