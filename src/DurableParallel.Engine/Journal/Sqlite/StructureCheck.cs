using Microsoft.Data.Sqlite;

namespace DurableParallel.Engine.Journal.Sqlite;

/// <summary>
/// Looks for damage that no checksum covers: in SQLite's own pages, where a changed count hides rows. The log is looked
/// at always, since it is read as a whole anyway; the rest of the file as long as that takes no time that one notices.
/// </summary>
internal static class StructureCheck
{
    /// <summary>A file up to this size, 64 MB, is looked at as a whole.</summary>
    public const long WholeFileLimit = 64L << 20;

    public static void Run(SqliteConnection connection, string path)
    {
        var size = Convert.ToInt64(Query(connection, "PRAGMA page_count")) * Convert.ToInt64(Query(connection, "PRAGMA page_size"));
        var found = Query(connection, size <= WholeFileLimit ? "PRAGMA quick_check(1)" : "PRAGMA quick_check('log')") as string;
        if (found != "ok")
        {
            throw new JournalDamagedException($"The journal '{path}' is damaged: {found}. Restore the file from a copy.");
        }
    }

    private static object? Query(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
