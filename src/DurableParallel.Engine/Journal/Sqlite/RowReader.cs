using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Journal.Rows;

namespace DurableParallel.Engine.Journal.Sqlite;

/// <summary>Makes an <see cref="ExecutionRow"/> of what a query gives.</summary>
internal static class RowReader
{
    /// <summary>The columns in the order in which <see cref="Read"/> wants them; the length of the records stands for them.</summary>
    public const string Columns = "number, name, function, version, status, started, ended, due, begun, through, length(records), terms";

    /// <summary>The place of the first column after those.</summary>
    public const int Next = 12;

    public static ExecutionRow Read(Statement rows) => new()
    {
        Number = rows.Number(0),
        Name = rows.Text(1),
        FunctionName = rows.Text(2),
        Version = checked((int)rows.Number(3)),
        Status = ReadStatus(rows.Number(4)),
        StartedAt = rows.Number(5),
        EndedAt = rows.IsNull(6) ? null : rows.Number(6),
        DueAt = rows.IsNull(7) ? null : rows.Number(7),
        Begun = (int)Math.Clamp(rows.Number(8), 0, int.MaxValue),
        Through = rows.Number(9),
        KeptLength = checked((int)rows.Number(10)),
        Terms = rows.IsNull(11) ? null : TermsCodec.FromBytes(rows.Blob(11)),
    };

    /// <summary>The terms as they are in the row.</summary>
    public static ReadOnlySpan<byte> Terms(Statement rows) => rows.IsNull(11) ? default : rows.Blob(11);

    private static ExecutionStatus ReadStatus(long value) => value is >= 0 and <= (long)ExecutionStatus.Canceled
        ? (ExecutionStatus)value
        : throw RecordReader.Damage($"an execution's status is {value}");
}
