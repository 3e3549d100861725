using DurableParallel.Errors;
using DurableParallel.Operations;

namespace DurableParallel.Branching;

/// <summary>A running branch with a result; <see cref="Nothing"/> where it has none.</summary>
internal sealed class BranchRun<T>(BranchScope scope, DurableFuture future) : BranchRun(scope, future), IContextBodyOwner<T>
{
    public void OnBodyEnded(T value, Exception? exception)
    {
        if (exception is not null)
        {
            if (IsCancellation(exception))
            {
                Cancel();
            }
            else
            {
                End(null, ErrorRecorder.FromException(exception));
            }

            return;
        }

        string? payload = null;
        DurableError? error = null;
        if (typeof(T) != typeof(Nothing))
        {
            try
            {
                payload = Future.ResultSerializer.Serialize(value, Context.SerializationContext(Context.Id!));
                Scope.Owner.Invocation.CheckPayload(Scope.Kind.BranchSubType, Future.Name, payload);
            }
            catch (Exception fromSerializer)
            {
                error = ErrorRecorder.FromException(fromSerializer);
            }
        }

        End(error is null ? payload : null, error);
    }

    protected override void StartBody() => new ContextBody<T>(Context, Future.Body, this).Start();
}
