using DurableParallel.Running.Activity;
using DurableParallel.Running.Watching;

namespace DurableParallel.Running.Operations;

/// <content>The body of one attempt, from its call to its end.</content>
internal abstract partial class AttemptOperation<T> : IStepBodyOwner
{
    WorkScheduler IStepBodyOwner.Scheduler => Invocation.Scheduler;

    private StepLane Lane => (StepLane)_laneOrOutcome!;

    /// <summary>The services of the attempt that is about to begin; null where the host has none.</summary>
    protected AttemptServices? OpenServices() =>
        Lane.Services = Invocation.Request.Services is { } services ? new AttemptServices(services, this) : null;

    private void RunAttempt()
    {
        if (Invocation.IsEnded || !Invocation.Request.RunsSteps || !Invocation.Request.Host.MayRunStep(Id))
        {
            return;
        }

        Task? pending = null;
        Exception? thrown = null;
        T value = default!;
        var lane = Context.TakeLane();
        _laneOrOutcome = lane;
        var flow = lane.Enter(this);
        try
        {
            lane.Run = Invocation.Events?.StartUserFunction(Context, Header, Attempt);
            pending = CallBody(out value);
            if (DurableOperation.Of(pending) is { } operation)
            {
                throw MisplacedAwait.InStep(operation, Description);
            }
        }
        catch (Exception exception)
        {
            (pending, thrown) = (null, exception);
        }
        finally
        {
            StepLane.Exit(flow);
        }

        if (pending is null)
        {
            OnBodyEnded(value, thrown);
        }
        else if (pending.IsCompleted)
        {
            OnBodyEnded(pending);
        }
        else
        {
            Checkpoints.Expedite();
            lane.Await(pending);
        }
    }

    /// <inheritdoc/>
    public void OnBodyEnded(Task ended)
    {
        if (ended.IsCompletedSuccessfully)
        {
            OnBodyEnded(ended is Task<T> withValue ? withValue.Result : default!, null);
        }
        else
        {
            OnBodyEnded(default!, BodyEnd.ExceptionOf(ended));
        }
    }

    /// <summary>What the body was lent is given back before anything of its end is recorded.</summary>
    private void OnBodyEnded(T value, Exception? exception)
    {
        var (services, run) = (Lane.Services, Lane.Run);
        Context.ReturnLane(Lane);
        _laneOrOutcome = null;
        if (services is null)
        {
            EndAttempt(run, value, exception);
            return;
        }

        var disposal = services.DisposeAsync().AsTask();
        if (disposal.IsCompletedSuccessfully)
        {
            EndAttempt(run, value, exception);
        }
        else
        {
            _ = EndAttemptAsync(disposal, run, value, exception);
        }
    }

    private async Task EndAttemptAsync(Task disposal, UserFunctionRun? run, T value, Exception? exception)
    {
        try
        {
            await disposal.ConfigureAwait(false);
        }
        catch (Exception fromDisposal)
        {
            exception ??= fromDisposal;
        }

        EndAttempt(run, value, exception);
    }

    private void EndAttempt(UserFunctionRun? run, T value, Exception? exception)
    {
        if (run is not null)
        {
            Invocation.Events!.EndUserFunction(run, exception);
        }

        if (exception is null)
        {
            OnAttemptSucceeded(value);
        }
        else if (exception is OperationCanceledException && Invocation.Cancellation.RefuseNew(Node))
        {
            EndWith(exception);
        }
        else
        {
            OnAttemptFailed(exception);
        }
    }
}
