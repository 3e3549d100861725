using System.Runtime.InteropServices;
using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Errors;

namespace DurableParallel.Engine.Executions;

/// <summary>What of an execution's records is in its row. Guarded by the execution.</summary>
/// <param name="lastRow">The last row of the log that has a record of the execution.</param>
/// <param name="length">How many bytes the row has that are not in memory as well.</param>
[StructLayout(LayoutKind.Auto)]
internal struct StoredRecords(long lastRow, int length)
{
    /// <summary>The last row of the log that has a record of the execution.</summary>
    public long LastRow { readonly get; set; } = lastRow;

    /// <summary>How many bytes the row has that are not in memory as well.</summary>
    public int Length { readonly get; set; } = length;

    /// <summary>These bytes. A newer row may be there already; what it has more is in memory still.</summary>
    public readonly ReadOnlySpan<byte> Read(IJournalStore store, long number, string name)
    {
        if (Length == 0)
        {
            return default;
        }

        var row = store.ReadRecords(number);
        if (row is null && store.IsReadOnly)
        {
            // Its engine has purged it since the journal was read.
            throw ExecutionNotFoundException.Purged(name);
        }

        return row?.Length >= Length
            ? row.AsSpan(0, Length)
            : throw RecordReader.Damage($"the row of the execution '{name}' has {Counted.Of(row?.Length ?? 0, "byte")} and should have {Length}");
    }
}
