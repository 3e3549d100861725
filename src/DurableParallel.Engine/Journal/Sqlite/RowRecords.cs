using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Journal.Rows;
using Microsoft.Data.Sqlite;

namespace DurableParallel.Engine.Journal.Sqlite;

/// <summary>Reads the records in an execution's row, and compares their checksum.</summary>
internal static class RowRecords
{
    /// <summary>The records, or null when there is no such row.</summary>
    /// <param name="statement">Asks for the records and the checksum of a row by its number.</param>
    /// <param name="number">The number of the execution.</param>
    /// <exception cref="JournalDamagedException">They cannot be read, or are others than were written.</exception>
    public static byte[]? Read(Statement statement, long number)
    {
        try
        {
            return ReadCore(statement, number);
        }
        catch (SqliteException fault)
        {
            throw new JournalDamagedException($"The journal is damaged: the row of execution {number} cannot be read: {fault.Message} Restore the file from a copy.", fault);
        }
    }

    private static byte[]? ReadCore(Statement statement, long number)
    {
        try
        {
            if (!statement.Bind(1, number).Step())
            {
                return null;
            }

            var records = statement.Blob(0);
            return !statement.IsNull(1) && RowChecksum.Covers(statement.Number(1), records)
                ? records.ToArray()
                : throw RecordReader.Damage($"the records in the row of execution {number} have another checksum than they should have");
        }
        finally
        {
            statement.Reset();
        }
    }
}
