using System.Collections.Concurrent;

namespace DurableParallel.Server.Workers;

/// <summary>
/// The ports that workers have for themselves. Runtime clients such as AWS's for Node take exactly a host and a port, and
/// no path behind them. Safe from any thread.
/// </summary>
internal sealed class WorkerPorts
{
    private readonly IReadOnlyList<WorkerPort> _planned;
    private readonly ConcurrentDictionary<int, WorkerPort> _open;

    public WorkerPorts(IReadOnlyList<WorkerPort> planned)
    {
        _planned = planned;
        _open = new ConcurrentDictionary<int, WorkerPort>(planned.Where(static port => port.Number > 0).Select(static port => KeyValuePair.Create(port.Number, port)));
    }

    /// <summary>What is to be listened on, in an order that <see cref="OnListening"/> keeps.</summary>
    public IEnumerable<string> Urls => _planned.Select(static port => $"http://127.0.0.1:{port.Number}");

    /// <summary>The listener has begun, at these addresses.</summary>
    public void OnListening(IEnumerable<Uri> addresses)
    {
        foreach (var (planned, address) in _planned.Zip(addresses))
        {
            _open[address.Port] = planned;
            planned.Process?.UsePort(address.Authority);
        }
    }

    /// <summary>Whose port it is; null when it is not a worker's.</summary>
    public WorkerPort? Find(int port) => _open.GetValueOrDefault(port);
}
