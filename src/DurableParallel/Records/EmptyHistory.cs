
namespace DurableParallel.Records;

/// <summary>The history of an execution that has not run yet.</summary>
internal sealed class EmptyHistory : IOperationHistory
{
    private EmptyHistory()
    {
    }

    public static EmptyHistory Instance { get; } = new();

    public IEnumerable<HistoryEntry> Entries => [];

    public OperationRecord? Find(OperationId id) => null;

    public int CountBelow(OperationId? id) => 0;
}
