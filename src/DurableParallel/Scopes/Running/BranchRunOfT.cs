using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running.Operations;

namespace DurableParallel.Scopes.Running;

/// <summary>A running branch with a result; <see cref="Nothing"/> where it has none.</summary>
internal sealed class BranchRun<T>(IBranchRunOwner owner, DurableFuture future, Novelty novelty, BranchStatus? recordedStatus)
    : BranchRun(owner, future, novelty, recordedStatus), IContextBodyOwner<T>
{
    public override void Start() => Scope.Invocation.Scheduler.Queue(new ContextBody<T>(Context, this));

    public Task? CallBody(DurableContext context) => ((Func<DurableContext, Task>)Future.Body)(context);

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
                End(null, Context.Cancel?.ErrorOf(exception) ?? ErrorRecorder.FromException(exception), exception);
            }

            return;
        }

        var error = ContextValue.TryWrite(Context, Scope.HeaderOf(Future), Future.ResultSerializer, value, out var payload);
        End(payload, error);
    }
}
