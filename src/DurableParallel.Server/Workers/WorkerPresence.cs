using DurableParallel.Errors;
using DurableParallel.Server.Logging;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Server.Workers;

/// <summary>
/// Which workers there are, for the lines that say so. A worker that the server started is there until its process ends,
/// any other until its last connection closes while it has no event. A script opens a connection for each call, so that all
/// scripts of the same functions count as one worker, which is never lost. Safe from any thread.
/// </summary>
internal sealed class WorkerPresence(ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Attached> _workers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _awaited = new(StringComparer.Ordinal);
    private bool _isClosed;

    /// <summary>A worker has asked for an event.</summary>
    public void OnAsked(WorkerFunctions functions, Delivery worker)
    {
        var key = KeyOf(functions, worker);
        lock (_gate)
        {
            _awaited.RemoveWhere(functions.Has);
            var isKnown = _workers.TryGetValue(key, out var attached);
            if (!isKnown)
            {
                _workers.Add(key, attached = new Attached(functions, worker));
            }

            if (worker is { Worker: null, StaysOpen: true })
            {
                attached!.Connections.Add(worker.Connection);
            }

            if (isKnown || _isClosed)
            {
                return;
            }
        }

        logger.WorkerAttached(NamesOf(functions), Describe(worker));
    }

    /// <summary>A connection is closed.</summary>
    /// <param name="connection">Which.</param>
    /// <param name="isBusy">Whether an event went over it that has no answer, so that the worker may be at work.</param>
    public void OnConnectionClosed(string connection, bool isBusy) =>
        Remove(worker => worker.Connections.Remove(connection) && worker.Connections.Count == 0 && !isBusy);

    /// <summary>A worker has gone with an event.</summary>
    public void OnGone(Delivery worker) => Remove(attached => attached.Connections.Count == 0 && attached.IsOf(worker));

    /// <summary>A process that the server started has ended.</summary>
    public void OnProcessExited(WorkerProcess process) => Remove(worker => ReferenceEquals(worker.Process, process));

    /// <summary>An event waits for a worker: that is worth a line where none is there, and not where all are busy.</summary>
    public void OnWaits(string function)
    {
        lock (_gate)
        {
            if (_isClosed || _workers.Values.Any(worker => worker.Functions.Has(function)) || !_awaited.Add(function))
            {
                return;
            }
        }

        logger.InvocationWaits(function);
    }

    /// <summary>The server stops: that its workers go is worth no line.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }

    private void Remove(Predicate<Attached> isGone)
    {
        List<KeyValuePair<string, Attached>> gone;
        lock (_gate)
        {
            gone = [.. _workers.Where(worker => isGone(worker.Value))];
            foreach (var (key, _) in gone)
            {
                _workers.Remove(key);
            }

            if (_isClosed)
            {
                return;
            }
        }

        foreach (var (_, worker) in gone)
        {
            logger.WorkerLost(NamesOf(worker.Functions), worker.Description);
        }
    }

    private static string KeyOf(WorkerFunctions functions, Delivery worker) =>
        worker.Worker is { } process ? $"key {process.Key}" : worker.StaysOpen ? Describe(worker) : $"scripts {string.Join(',', functions.Names)}";

    // The key of a process is a secret.
    private static string Describe(Delivery worker) => worker switch
    {
        { Worker: not null } => "a process that the server started",
        { StaysOpen: false } => "a script",
        { Loop: { } loop } => $"loop {loop}",
        { Runtime: { } runtime } => runtime,
        _ => $"connection {worker.Connection}",
    };

    private static string NamesOf(WorkerFunctions functions) => functions.IsForAll ? "all functions" : ShownList.Of(functions.Names, functions.Names.Count);

    private sealed class Attached(WorkerFunctions functions, Delivery first)
    {
        public WorkerFunctions Functions => functions;

        public WorkerProcess? Process => first.Worker;

        public string Description { get; } = Describe(first);

        public HashSet<string> Connections { get; } = new(StringComparer.Ordinal);

        public bool IsOf(Delivery worker) => first.StaysOpen && worker.StaysOpen && first.Worker is null && string.Equals(Description, Describe(worker), StringComparison.Ordinal);
    }
}
