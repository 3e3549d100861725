using Microsoft.Data.Sqlite;

namespace DurableParallel.Engine.Tests.Executions;

/// <summary>A look into a journal's file that no engine has open.</summary>
internal sealed class JournalView : IDisposable
{
    private readonly SqliteConnection _connection;

    public JournalView(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        _connection.Open();
    }

    public long Number(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar() ?? 0L, System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose() => _connection.Dispose();
}
