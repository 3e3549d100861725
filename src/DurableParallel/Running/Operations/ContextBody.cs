using DurableParallel.Errors;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Watching;

namespace DurableParallel.Running.Operations;

/// <summary>Runs the body of a context, once, as the counted work item that it is, and tells its owner how it ended.</summary>
internal sealed class ContextBody<T>(DurableContext context, IContextBodyOwner<T> owner) : IThreadPoolWorkItem, IBodyContinuation
{
    private Task? _pending;
    private UserFunctionRun? _run;

    ActivityNode IBodyContinuation.Node => context.Node;

    private ActivityTree Activity => context.Invocation.Activity;

    public void Execute()
    {
        if (context.Invocation.IsEnded || context.Invocation.Scheduler.TryHold(this) || context.Node.IsUnderEndedContext)
        {
            return;
        }

        // The start was counted when the context was added. When the body has ended by now, the count goes on for its end.
        if (!RunToFirstAwait())
        {
            Activity.Release(context.Node);
        }
    }

    /// <summary>Calls the body. True when it has ended and goes on to be counted.</summary>
    private bool RunToFirstAwait()
    {
        var flow = BodyFlow.Enter(context);
        try
        {
            _run = context.Invocation.Events?.StartUserFunction(context);
            _pending = owner.CallBody(context)
                ?? throw Misuse.Of("The body returned null where a Task was expected. Return Task.CompletedTask.");
        }
        catch (Exception exception)
        {
            return End(default!, exception, isCounted: true);
        }
        finally
        {
            flow.Exit();
        }

        return AwaitBody(_pending);
    }

    /// <summary>An operation may be handed out as the body's own task; then our awaiter sees that it is awaited.</summary>
    private bool AwaitBody(Task pending)
    {
        DurableOperation.Of(pending)?.OnSeen();
        if (pending.IsCompleted)
        {
            return EndBody(isCounted: true);
        }

        if (DurableOperation.Of(pending) is { } operation)
        {
            return AwaitOperation(operation);
        }

        pending.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(OnBodyEnded);
        return false;
    }

    private bool AwaitOperation(DurableOperation operation)
    {
        DurableOperation awaited;
        try
        {
            awaited = operation.AwaitedIn(context);
        }
        catch (InvalidOperationException refusal)
        {
            return End(default!, refusal, isCounted: true);
        }

        _pending = awaited.Task;
        awaited.Await(OnBodyEnded);
        return false;
    }

    private void OnBodyEnded() => EndBody(isCounted: false);

    private bool EndBody(bool isCounted)
    {
        var ended = _pending!;
        _pending = null;
        if (DurableOperation.Of(ended) is { } operation)
        {
            context.See(operation.Novelty);
        }

        if (!ended.IsCompletedSuccessfully)
        {
            return End(default!, BodyEnd.ExceptionOf(ended), isCounted);
        }

        T value;
        try
        {
            value = owner.ValueOf(ended, context);
        }
        catch (Exception exception)
        {
            return End(default!, exception, isCounted);
        }

        return End(value, null, isCounted);
    }

    /// <summary>The body has ended. Returns whether the context goes on to be counted, which it does unless the body was cut off.</summary>
    private bool End(T value, Exception? exception, bool isCounted)
    {
        // Counted until the owner ends the context, so that it is never taken for parked while its end is being recorded.
        // Below a context that has ended there is no outcome: the body was cut off wherever it was, so the operations on
        // record that it did not ask for say nothing about the code.
        if (isCounted ? IsCutOff() : !Activity.TryHoldUntilEnd(context.Node))
        {
            CutOff();
            return false;
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

        return true;
    }

    private bool IsCutOff()
    {
        context.Invocation.Scheduler.OnHandOver();
        return context.Invocation.IsEnded || context.Node.IsUnderEndedContext;
    }

    private void CutOff()
    {
        if (_run is not null && !context.Invocation.IsEnded)
        {
            context.Invocation.Events!.CutOffUserFunction(_run);
        }
    }
}
