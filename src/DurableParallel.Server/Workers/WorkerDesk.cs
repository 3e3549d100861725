using DurableParallel.Server.Logging;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Server.Workers;

/// <summary>Where events wait for workers and workers for events.</summary>
internal sealed class WorkerDesk(TimeProvider time, ILogger logger)
{
    // A process that has gone closes its connections before it is gone for good.
    private static readonly TimeSpan[] LooksAtPeer = [TimeSpan.Zero, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1)];
    private readonly WorkerPresence _presence = new(logger);
    private readonly Lock _gate = new();
    private readonly LinkedList<FunctionEvent> _waiting = [];
    private readonly LinkedList<NextCall> _calls = [];
    private readonly Dictionary<string, FunctionEvent> _delivered = new(StringComparer.Ordinal);
    private readonly HashSet<string> _runtimesWithSeveralLoops = new(StringComparer.Ordinal);
    private bool _answersComeElsewhere;
    private bool _isClosed;

    /// <summary>Puts an event up; it is taken away again when nobody wants to hear of it any more.</summary>
    public async Task<FunctionAnswer> RunAsync(FunctionEvent next, Task unwanted)
    {
        Put(next);
        var first = await Task.WhenAny(next.Answered, unwanted).ConfigureAwait(false);
        if (first == unwanted)
        {
            Withdraw(next);
        }

        return await next.Answered.ConfigureAwait(false);
    }

    /// <summary>A worker asks; the call's task completes with an event. It may be cancelled as long as it has none.</summary>
    public void Ask(NextCall call)
    {
        _presence.OnAsked(call.Functions, call.Delivery);
        FunctionEvent? lost;
        lock (_gate)
        {
            lost = FindLost(call);
            for (var node = _isClosed ? null : _waiting.First; node is not null; node = node.Next)
            {
                if (call.Functions.Has(node.Value.Function.Name))
                {
                    _waiting.Remove(node);
                    Deliver(node.Value, call);
                    break;
                }
            }

            if (_isClosed)
            {
                call.TryCancel();
            }
            else if (!call.Event.IsCompleted)
            {
                _calls.AddLast(call);
            }
        }

        if (lost is not null)
        {
            Fail(lost, "Runtime asked for another event before it answered this one");
        }
    }

    /// <summary>Nobody is given an event any more, nor has to answer in time.</summary>
    public void Close()
    {
        _presence.Close();
        lock (_gate)
        {
            _isClosed = true;
            foreach (var call in _calls)
            {
                call.TryCancel();
            }

            _calls.Clear();
            foreach (var delivered in _delivered.Values)
            {
                delivered.TimeLimit?.Dispose();
            }
        }
    }

    public void Cancel(NextCall call)
    {
        lock (_gate)
        {
            _calls.Remove(call);
            call.TryCancel();
        }
    }

    /// <summary>A worker answers; completes when that is taken note of. False when the event is unknown, or has been given up.</summary>
    public async Task<bool> TryAnswerAsync(string requestId, string connection, FunctionAnswer answer)
    {
        FunctionEvent? found;
        lock (_gate)
        {
            if (!_delivered.Remove(requestId, out found))
            {
                return false;
            }

            _answersComeElsewhere |= found.Delivery!.Connection != connection;
        }

        var isFirst = found.TryAnswer(answer);
        await found.Taken.ConfigureAwait(false);
        return isFirst;
    }

    public void OnProcessExited(WorkerProcess process, string how)
    {
        List<FunctionEvent> lost;
        lock (_gate)
        {
            lost = [.. _delivered.Values.Where(other => ReferenceEquals(other.Delivery!.Worker, process))];
        }

        _presence.OnProcessExited(process);
        foreach (var gone in lost)
        {
            Fail(gone, how);
        }
    }

    /// <summary>A process has ended before it asked for an event: what waits for its functions is given up, unless another worker runs them.</summary>
    public void OnProcessNotStarted(WorkerFunctions functions, Func<FunctionEvent, FunctionAnswer> answer)
    {
        List<FunctionEvent> waiting;
        lock (_gate)
        {
            if (_delivered.Values.Any(other => functions.Has(other.Function.Name)))
            {
                return;
            }

            waiting = [.. _waiting.Where(next => functions.Has(next.Function.Name))];
            foreach (var next in waiting)
            {
                _waiting.Remove(next);
            }
        }

        foreach (var next in waiting)
        {
            next.TryAnswer(answer(next));
        }
    }

    /// <summary>A connection is closed: whoever is behind it may have gone.</summary>
    public void OnConnectionClosed(string connection)
    {
        List<FunctionEvent> suspects;
        lock (_gate)
        {
            suspects = [.. _delivered.Values.Where(other => other.Delivery!.Connection == connection && other.Delivery.Worker is null)];
        }

        _presence.OnConnectionClosed(connection, isBusy: suspects.Count > 0);
        foreach (var suspect in suspects)
        {
            _ = JudgeAsync(suspect);
        }
    }

    private async Task JudgeAsync(FunctionEvent suspect)
    {
        var delivery = suspect.Delivery!;
        var peer = delivery.Peer is null ? null : await delivery.Peer.ProcessAsync().ConfigureAwait(false);
        foreach (var pause in LooksAtPeer)
        {
            // Processes die in real time, whatever time the executions live in.
            await Task.Delay(pause, TimeProvider.System).ConfigureAwait(false);
            if (suspect.Answered.IsCompleted)
            {
                return;
            }

            if (peer is { } process && PeerProcess.IsGone(process))
            {
                Fail(suspect, "Runtime exited");
                return;
            }
        }

        if (peer is null && delivery.StaysOpen && !_answersComeElsewhere)
        {
            Fail(suspect, "Runtime closed its connection");
        }
    }

    private void Put(FunctionEvent next)
    {
        lock (_gate)
        {
            for (var node = _calls.First; node is not null; node = node.Next)
            {
                if (node.Value.Functions.Has(next.Function.Name))
                {
                    _calls.Remove(node);
                    Deliver(next, node.Value);
                    return;
                }
            }

            _waiting.AddLast(next);
        }

        _presence.OnWaits(next.Function.Name);
    }

    private void Deliver(FunctionEvent next, NextCall call)
    {
        next.Delivery = call.Delivery;
        next.Deadline = (time.GetUtcNow() + next.Function.InvocationTimeout).ToUnixTimeMilliseconds();
        _delivered.Add(next.RequestId, next);
        next.TimeLimit = time.CreateTimer(_ => OnTimeOver(next), null, next.Function.InvocationTimeout, Timeout.InfiniteTimeSpan);

        // Once the connection is closed nothing tells any more whose it was.
        _ = next.Delivery.Peer?.ProcessAsync();
        call.TryGive(next);
    }

    private void OnTimeOver(FunctionEvent late)
    {
        lock (_gate)
        {
            _delivered.Remove(late.RequestId);
        }

        if (late.TryAnswer(FunctionAnswer.TimedOut(late.RequestId, late.Function.InvocationTimeout)))
        {
            late.Delivery?.Worker?.Restart();
        }
    }

    private void Withdraw(FunctionEvent unwanted)
    {
        lock (_gate)
        {
            // One that was handed over is answered by its worker, or given up when its time is over.
            if (_waiting.Remove(unwanted))
            {
                unwanted.TryAnswer(FunctionAnswer.Withdrawn);
            }
        }
    }

    private void Fail(FunctionEvent lost, string how)
    {
        lock (_gate)
        {
            _delivered.Remove(lost.RequestId);
        }

        if (lost.Delivery is { } worker)
        {
            _presence.OnGone(worker);
        }

        logger.InvocationLost(lost.Function.Name, how);
        lost.TryAnswer(FunctionAnswer.Exited(lost.RequestId, how));
    }

    // A loop has one call or one event at a time. Without a name it is known by its connection, unless its runtime has
    // been seen with two at once: such runtimes share connections between their loops, and one that asks over the
    // connection of a busy one looks like a busy one that asks again.
    private FunctionEvent? FindLost(NextCall call)
    {
        var asking = call.Delivery;
        if (asking.Loop is { } loop)
        {
            return _delivered.Values.FirstOrDefault(other => other.Delivery!.Loop == loop);
        }

        if (asking.Runtime is not { } runtime)
        {
            return null;
        }

        if (_calls.Any(other => IsAnotherLoop(other.Delivery)) || _delivered.Values.Any(other => IsAnotherLoop(other.Delivery!)))
        {
            _runtimesWithSeveralLoops.Add(runtime);
        }

        return _runtimesWithSeveralLoops.Contains(runtime)
            ? null
            : _delivered.Values.FirstOrDefault(other => other.Delivery!.Loop is null && other.Delivery.Connection == asking.Connection);

        bool IsAnotherLoop(Delivery other) => other.Loop is null && other.Runtime == runtime && other.Connection != asking.Connection;
    }
}
