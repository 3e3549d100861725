namespace DurableParallel.Benchmarks.Layouts;

/// <summary>A row a commit; an execution that has ended gets a row of its own, and the log before the oldest one needed is dropped.</summary>
internal sealed class PackedAndMovedLayout : PackedLayout
{
    private readonly Dictionary<long, long> _firstCommits = [];
    private readonly Queue<long> _ended = [];
    private readonly SortedDictionary<long, int> _pins = [];

    public override string Name => "moved";

    public override string Description => "a row a commit, and a row an execution once it has ended, as the engine does";

    public override string Schema => base.Schema + "; CREATE TABLE execution (number INTEGER PRIMARY KEY, data BLOB NOT NULL)";

    public override void WriteCommit(LayoutCommands commands, long commit, ReadOnlySpan<RecordKey> records, byte[] payload)
    {
        base.WriteCommit(commands, commit, records, payload);
        MoveEnded(commands, payload);
        foreach (var record in records)
        {
            if (record.Operation == 0)
            {
                _firstCommits.Add(record.Execution, commit);
                _pins[commit] = _pins.GetValueOrDefault(commit) + 1;
            }
            else if (record.Operation == RecordsPerExecution - 1)
            {
                _ended.Enqueue(record.Execution);
            }
        }
    }

    private void MoveEnded(LayoutCommands commands, byte[] payload)
    {
        var row = new byte[RecordsPerExecution * (payload.Length + sizeof(int))];
        while (_ended.TryDequeue(out var execution))
        {
            commands.Run("INSERT INTO execution VALUES (?1, ?2)", [execution], row);
            _firstCommits.Remove(execution, out var first);
            if (--_pins[first] == 0)
            {
                _pins.Remove(first);
            }
        }

        commands.Run("DELETE FROM log WHERE seq < ?1", [_pins.Keys.FirstOrDefault()]);
    }
}
