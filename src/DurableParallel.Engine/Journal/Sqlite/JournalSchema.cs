namespace DurableParallel.Engine.Journal.Sqlite;

/// <summary>The tables of the journal's file and how to tell the file from others.</summary>
internal static class JournalSchema
{
    /// <summary>"DPjl" in the header of the file.</summary>
    public const int ApplicationId = 0x4450_6A6C;

    public const int Version = 5;

    /// <summary>What makes each earlier schema the next one; the first makes 2 of 1. The third has kinds of records that the second did not know, in the same tables. The fourth has checksums, which are made for the rows that are there. The fifth has terms that the fourth did not know, in the same columns.</summary>
    public static readonly string[] Migrations = ["ALTER TABLE execution ADD COLUMN terms BLOB", "SELECT 1", "ALTER TABLE execution ADD COLUMN checksum INTEGER", "SELECT 1"];

    public static readonly string Create = $"""
        PRAGMA application_id = {ApplicationId};
        PRAGMA user_version = {Version};
        CREATE TABLE journal (id TEXT NOT NULL);
        CREATE TABLE log (seq INTEGER PRIMARY KEY, data BLOB NOT NULL);
        CREATE TABLE execution (number INTEGER PRIMARY KEY, name TEXT NOT NULL, function TEXT NOT NULL, version INTEGER NOT NULL,
            status INTEGER NOT NULL, started INTEGER NOT NULL, ended INTEGER, due INTEGER, begun INTEGER NOT NULL,
            through INTEGER NOT NULL, records BLOB NOT NULL, terms BLOB, checksum INTEGER);
        """;

    /// <summary>The first schema whose rows have checksums.</summary>
    public const int FirstWithChecksums = 4;

    public static readonly string[] Tables = ["execution", "journal", "log"];

    /// <summary>Whether this is what one of the tables was made by, in its present form.</summary>
    public static bool Defines(string sql) => sql.Length > 0 && WithoutSpace(Create).Contains(WithoutSpace(sql) + ";", StringComparison.Ordinal);

    private static string WithoutSpace(string sql) => string.Concat(sql.Where(static character => !char.IsWhiteSpace(character)));
}
