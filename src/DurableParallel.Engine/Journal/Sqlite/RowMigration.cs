using DurableParallel.Engine.Journal.Rows;
using SQLitePCL;

namespace DurableParallel.Engine.Journal.Sqlite;

/// <summary>Makes the checksums of rows that were written before there were any, in the transaction that is open.</summary>
internal static class RowMigration
{
    public static void AddChecksums(sqlite3 database, string journalId)
    {
        var checksum = new RowChecksum(journalId);
        using var rows = new Statement(database, $"SELECT {RowReader.Columns}, records FROM execution WHERE number > ?1 ORDER BY number LIMIT 1");
        using var update = new Statement(database, "UPDATE execution SET checksum = ?2 WHERE number = ?1");
        var last = long.MinValue;
        while (rows.Bind(1, last).Step())
        {
            var row = RowReader.Read(rows);
            var sum = checksum.Of(row, RowReader.Terms(rows), row.KeptLength, RowChecksum.OfRecords(rows.Blob(RowReader.Next)));
            rows.Reset();
            update.Bind(1, row.Number).Bind(2, sum).Run();
            last = row.Number;
        }

        rows.Reset();
    }
}
