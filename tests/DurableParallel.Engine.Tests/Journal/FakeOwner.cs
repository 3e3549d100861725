using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Rows;

namespace DurableParallel.Engine.Tests.Journal;

/// <summary>An execution that only remembers what the journal tells it.</summary>
internal sealed class FakeOwner(long number) : IRecordOwner
{
    private readonly List<byte> _records = [];
    private readonly TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastRow;

    public long Number => number;

    public long PinnedRow { get; set; }

    public List<string> Told { get; } = [];

    public byte[] Records => [.. _records];

    public Task Moved => _moved.Task;

    public void OnCommitted(ReadOnlySpan<byte> prefixed, long row)
    {
        _records.AddRange(prefixed);
        _lastRow = row;
        Told.Add($"committed {prefixed.Length}");
    }

    public void OnAcknowledged(int tag) => Told.Add($"acknowledged {tag}");

    public ExecutionRow? DescribeRow() => new()
    {
        Number = number,
        Name = $"e-{number}",
        FunctionName = "f",
        Version = 1,
        Status = ExecutionStatus.Succeeded,
        StartedAt = 1,
        EndedAt = 2,
        Through = _lastRow,
        Records = Records,
    };

    public void OnMoved(ExecutionRow row) => _moved.TrySetResult();
}
