using DurableParallel.Logging;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Watching;

namespace DurableParallel.Running.Operations;

/// <content>The body of one attempt, from its call to its end.</content>
internal abstract partial class AttemptOperation<T> : IStepBodyOwner
{
    WorkScheduler IStepBodyOwner.Scheduler => Invocation.Scheduler;

    /// <summary>The services of the attempt that is about to begin; null where the host has none.</summary>
    protected AttemptServices? OpenServices(StepLane lane) =>
        lane.Services = Invocation.Request.Services is { } services ? new AttemptServices(services, this) : null;

    /// <summary>Begins to watch the attempt that is about to begin; null where it has no limit.</summary>
    protected virtual AttemptLimit? BeginLimit(StepLane lane) => null;

    private void RunAttempt()
    {
        if (Invocation.IsEnded || !Invocation.Request.RunsSteps || !Invocation.Request.Host.MayRunStep(Id))
        {
            return;
        }

        (Task? pending, Exception? thrown) = (null, null);
        T value = default!;
        var lane = Context.TakeLane();
        lane.Limit = BeginLimit(lane);
        var flow = lane.Enter(this);
        try
        {
            lane.Run = Invocation.Events?.StartUserFunction(Context, Header, Attempt);
            pending = CallBody(lane, out value);
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
            OnBodyEnded(lane, value, thrown);
        }
        else if (pending.IsCompleted)
        {
            OnBodyEnded(lane, pending);
        }
        else
        {
            Checkpoints.Expedite();
            lane.Await(pending);
        }
    }

    /// <inheritdoc/>
    public void OnBodyEnded(StepLane lane, Task ended)
    {
        if (ended.IsCompletedSuccessfully)
        {
            OnBodyEnded(lane, ended is Task<T> withValue ? withValue.Result : default!, null);
        }
        else
        {
            OnBodyEnded(lane, default!, BodyEnd.ExceptionOf(ended));
        }
    }

    /// <summary>The attempt ends without its body, which keeps what it was lent.</summary>
    protected void LeaveBody(StepLane lane, TimeoutException timeout)
    {
        Context.LoggerOf(Header, Attempt).BodyLeftBehind(Attempt, Description, timeout.Message);
        Details = lane.Limit!.Details;
        EndAttempt(lane.Run, default!, timeout);
    }

    /// <summary>What the body was lent is given back before anything of its end is recorded.</summary>
    private void OnBodyEnded(StepLane lane, T value, Exception? exception)
    {
        var (services, run, limit) = (lane.Services, lane.Run, lane.Limit);
        if (limit is not null)
        {
            if (!limit.TryEnd(ref exception))
            {
                _ = LateBody.DropAsync(Context.LoggerOf(Header, limit.Number), Description, limit.Number, services, exception);
                return;
            }

            Details = limit.Details;
        }

        Context.ReturnLane(lane);
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
            Checkpoints.DropStep(Id);
            EndWith(exception);
        }
        else
        {
            OnAttemptFailed(exception);
        }
    }
}
