using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DurableParallel.Benchmarks.Layouts;

/// <summary>Prepared statements of one connection, bound without a detour, so that the layouts are compared and not the way to them.</summary>
internal sealed class LayoutCommands(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, sqlite3_stmt> _statements = new(StringComparer.Ordinal);

    public void Run(string sql, ReadOnlySpan<long> numbers = default, ReadOnlySpan<byte> blob = default)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(connection.Handle, sql, out statement), connection.Handle);
            _statements.Add(sql, statement);
        }

        for (var index = 0; index < numbers.Length; index++)
        {
            raw.sqlite3_bind_int64(statement, index + 1, numbers[index]);
        }

        if (!blob.IsEmpty)
        {
            raw.sqlite3_bind_blob(statement, numbers.Length + 1, blob);
        }

        var code = raw.sqlite3_step(statement);
        if (code != raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(code, connection.Handle);
        }

        raw.sqlite3_reset(statement);
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }
    }
}
