using DurableParallel.Activity;
using DurableParallel.Errors;
using DurableParallel.Plugins;

namespace DurableParallel.Operations;

/// <summary>Runs the body of a context, once, in a counted work item, and tells its owner how it ended.</summary>
internal sealed class ContextBody<T>(DurableContext context, IContextBodyOwner<T> owner) : IThreadPoolWorkItem
{
    private Task? _pending;
    private UserFunctionRun? _run;

    private ActivityTracker Tracker => context.Invocation.Tracker;

    public void Start() => context.Invocation.Scheduler.Queue(this);

    public void Execute()
    {
        if (Tracker.IsEnded)
        {
            return;
        }

        Tracker.Enter(context.Node);
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

        Tracker.Exit(context.Node);
    }

    /// <summary>An operation may be handed out as the body's own task; then our awaiter sees that it is awaited.</summary>
    private void AwaitBody(Task pending)
    {
        (pending.AsyncState as DurableOperation)?.OnSeen();
        switch (pending)
        {
            case { IsCompleted: true }:
                OnBodyEnded();
                break;
            case DurableTask operation:
                operation.GetAwaiter().UnsafeOnCompleted(OnBodyEnded);
                break;
            case DurableTask<T> operation:
                operation.GetAwaiter().UnsafeOnCompleted(OnBodyEnded);
                break;
            default:
                pending.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(OnBodyEnded);
                break;
        }
    }

    private void OnBodyEnded()
    {
        var ended = _pending!;
        _pending = null;
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
        if (Tracker.IsEnded)
        {
            return;
        }

        // Counted until the owner ends the context, so that it is never taken for parked while its end is being recorded.
        Tracker.Enter(context.Node);
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
}
