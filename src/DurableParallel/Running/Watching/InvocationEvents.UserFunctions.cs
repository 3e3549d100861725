using DurableParallel.Records;
using DurableParallel.Running.Activity;

namespace DurableParallel.Running.Watching;

/// <content>The bodies of contexts and steps.</content>
internal sealed partial class InvocationEvents
{
    private readonly Lock _lock = new();
    private Chain<UserFunctionRun> _running;
    private bool _areRunsEnded;

    /// <summary>The body of a context is about to be called, on this flow. Null for the function's own.</summary>
    public UserFunctionRun? StartUserFunction(DurableContext context)
    {
        if (context.Id is not { } id)
        {
            return null;
        }

        var known = _operations.Find(id);
        return Start(new UserFunctionInfo
        {
            ExecutionArn = _executionArn,
            OperationId = id.Hex,
            Name = known is null ? context.Name : known.Name,
            Path = context.PathOf(id, context.Name),
            Type = OperationType.Context,
            SubType = known?.SubType,
            ParentId = known is null ? context.RecordedId?.Hex : known.ParentId,
            Attempt = 1,
            StartTimestamp = _request.Clock.GetUtcNow(),
            IsReplay = known?.IsReplay ?? context.IsReplaying,
            IsReplayingChildren = context.IsRerun,
        });
    }

    /// <summary>The body of a step's attempt is about to be called, on this flow.</summary>
    public UserFunctionRun StartUserFunction(DurableContext context, in OperationHeader header, int attempt) => Start(new UserFunctionInfo
    {
        ExecutionArn = _executionArn,
        OperationId = header.Id.Hex,
        Name = header.Name,
        Path = context.PathOf(header.Id, header.Name),
        Type = header.Type,
        SubType = header.SubType,
        ParentId = header.ParentId?.Hex,
        Attempt = attempt,
        StartTimestamp = _request.Clock.GetUtcNow(),
        IsReplay = _operations.Find(header.Id)?.IsReplay ?? false,
        IsReplayingChildren = false,
    });

    /// <summary>A body has ended; nothing is told when its invocation had ended before.</summary>
    public void EndUserFunction(UserFunctionRun run, Exception? exception) =>
        EndUserFunction(run, exception is null ? UserFunctionOutcome.Succeeded : UserFunctionOutcome.Failed, exception);

    /// <summary>A body has returned after a context above it had ended, so that it has no outcome.</summary>
    public void CutOffUserFunction(UserFunctionRun run) => EndUserFunction(run, UserFunctionOutcome.Suspended, exception: null);

    private void EndUserFunction(UserFunctionRun run, UserFunctionOutcome outcome, Exception? exception)
    {
        lock (_lock)
        {
            if (run.IsEnded)
            {
                return;
            }

            run.IsEnded = true;
            _running.Remove(run);
        }

        TellEnd(run, outcome, exception);
    }

    private UserFunctionRun Start(UserFunctionInfo info)
    {
        var run = new UserFunctionRun(info);
        lock (_lock)
        {
            run.IsEnded = _areRunsEnded;
            if (run.IsEnded)
            {
                return run;
            }

            _running.Add(run);
        }

        _plugins.Call(nameof(DurablePlugin.OnUserFunctionStart), static (plugin, start) => plugin.OnUserFunctionStart(start), info);
        run.Flow = ExecutionContext.Capture();
        return run;
    }

    /// <summary>The bodies that have not ended, the innermost first.</summary>
    private List<UserFunctionRun> TakeRunning()
    {
        List<UserFunctionRun> running = [];
        lock (_lock)
        {
            _areRunsEnded = true;
            for (var run = _running.First; run is not null; run = run.Next)
            {
                run.IsEnded = true;
                running.Add(run);
            }

            _running.Clear();
        }

        return running;
    }

    private void TellEnd(UserFunctionRun run, UserFunctionOutcome outcome, Exception? error) => _plugins.CallOn(
        run.Flow,
        nameof(DurablePlugin.OnUserFunctionEnd),
        static (plugin, end) => plugin.OnUserFunctionEnd(end),
        run.ToEnd(outcome, error, _request.Clock.GetUtcNow()));
}
