using DurableParallel.Errors;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Watching;

namespace DurableParallel.Running.Operations;

/// <summary>Runs the body of a context, once, in a counted work item, and tells its owner how it ended.</summary>
internal sealed class ContextBody<T>(DurableContext context, IContextBodyOwner<T> owner) : IThreadPoolWorkItem, IBodyContinuation
{
    private Task? _pending;
    private UserFunctionRun? _run;

    ActivityNode IBodyContinuation.Node => context.Node;

    private ActivityTree Activity => context.Invocation.Activity;

    public void Start() => context.Invocation.Scheduler.Queue(this);

    public void Execute()
    {
        if (context.Invocation.IsEnded || context.Invocation.Scheduler.TryHold(this) || !Activity.TryHold(context.Node, out var running))
        {
            return;
        }

        using var hold = running;
        var flow = BodyFlow.Enter(context);
        try
        {
            _run = context.Invocation.Events?.StartUserFunction(context);
            _pending = owner.CallBody(context)
                ?? throw Misuse.Of("The body returned null where a Task was expected. Return Task.CompletedTask.");
        }
        catch (Exception exception)
        {
            End(default!, exception);
        }
        finally
        {
            flow.Exit();
        }

        if (_pending is not null)
        {
            AwaitBody(_pending);
        }
    }

    /// <summary>An operation may be handed out as the body's own task; then our awaiter sees that it is awaited.</summary>
    private void AwaitBody(Task pending)
    {
        DurableOperation.Of(pending)?.OnSeen();
        if (pending.IsCompleted)
        {
            OnBodyEnded();
        }
        else if (DurableOperation.Of(pending) is { } operation)
        {
            AwaitOperation(operation);
        }
        else
        {
            pending.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(OnBodyEnded);
        }
    }

    private void AwaitOperation(DurableOperation operation)
    {
        DurableOperation awaited;
        try
        {
            awaited = operation.AwaitedIn(context);
        }
        catch (InvalidOperationException refusal)
        {
            End(default!, refusal);
            return;
        }

        _pending = awaited.Task;
        awaited.Await(OnBodyEnded);
    }

    private void OnBodyEnded()
    {
        var ended = _pending!;
        _pending = null;
        if (DurableOperation.Of(ended) is { } operation)
        {
            context.See(operation.Novelty);
        }

        if (!ended.IsCompletedSuccessfully)
        {
            End(default!, BodyEnd.ExceptionOf(ended));
            return;
        }

        T value;
        try
        {
            value = owner.ValueOf(ended, context);
        }
        catch (Exception exception)
        {
            End(default!, exception);
            return;
        }

        End(value, null);
    }

    private void End(T value, Exception? exception)
    {
        // Counted until the owner ends the context, so that it is never taken for parked while its end is being recorded.
        // Below a context that has ended there is no outcome: the body was cut off wherever it was, so the operations on
        // record that it did not ask for say nothing about the code.
        if (!Activity.TryHoldUntilEnd(context.Node))
        {
            CutOff();
            return;
        }

        if (context.TryClose(ref exception))
        {
            if (_run is not null)
            {
                context.Invocation.Events!.EndUserFunction(_run, exception);
            }

            if (exception is null)
            {
                LeftBehind.Report(context);
            }

            owner.OnBodyEnded(value, exception);
        }
    }

    private void CutOff()
    {
        if (_run is not null && !context.Invocation.IsEnded)
        {
            context.Invocation.Events!.CutOffUserFunction(_run);
        }
    }
}
