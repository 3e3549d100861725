using DurableParallel.Engine.Journal.Rows;

namespace DurableParallel.Engine.Journal;

/// <summary>The executions that leave the log for rows of their own with one commit, so that the log before them can go.</summary>
internal sealed class RowMoves
{
    /// <summary>How many there are at most.</summary>
    public const int Most = 2048;

    private const long MostBytes = 8L << 20;
    private readonly List<IRecordOwner> _owners = [];
    private readonly List<ExecutionRow?> _rows = [];

    public bool IsFull => _owners.Count >= Most;

    public void Add(IRecordOwner owner) => _owners.Add(owner);

    /// <summary>Writes rows, as many as one commit may have.</summary>
    /// <param name="store">Takes the rows.</param>
    /// <param name="pins">Where the executions do not need the log any more.</param>
    /// <param name="left">Is given those that the commit has no space for.</param>
    public void Write(IJournalStore store, LogPins pins, List<IRecordOwner> left)
    {
        long bytes = 0;
        while (_rows.Count < _owners.Count && bytes < MostBytes)
        {
            var owner = _owners[_rows.Count];
            var described = owner.DescribeRow();
            if (described is { } row)
            {
                store.PutRow(row);
                pins.Release(owner);
                bytes += row.KeptLength + row.Records.Length;
            }

            _rows.Add(described);
        }

        for (var index = _rows.Count; index < _owners.Count; index++)
        {
            left.Add(_owners[index]);
        }
    }

    /// <summary>The rows are durable: tells the executions, and forgets them.</summary>
    public void Tell()
    {
        for (var index = 0; index < _rows.Count; index++)
        {
            if (_rows[index] is { } row)
            {
                _owners[index].OnMoved(row);
            }
        }

        _owners.Clear();
        _rows.Clear();
    }
}
