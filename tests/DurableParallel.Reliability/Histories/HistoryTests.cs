using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using DurableParallel.Engine;
using DurableParallel.Engine.Journal.Sqlite;

namespace DurableParallel.Reliability.Histories;

/// <summary>
/// Journals that earlier versions left, in tests/Histories, a folder each: opened by this version, everything in them is
/// found, and what had not ended goes on to its end. They are never made anew; a change of the format adds a folder.
/// </summary>
[TestFixture]
internal sealed class HistoryTests
{
    public static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static readonly Dictionary<string, string> Tags = new() { ["customer"] = "42", ["stadt"] = "Köln" };

    private const string EndsEnding = ".ends.json";

    private static string Saved => Path.Combine(AppContext.BaseDirectory, "Histories");

    private static IEnumerable<string> Journals =>
        Directory.GetFiles(Saved, "*" + EndsEnding, SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Saved, file)[..^EndsEnding.Length]).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Journals))]
    public async Task Open_AJournalOfAnEarlierVersion_FindsAndEndsEverything(string journal)
    {
        using var folder = new TempFolder();
        var ends = JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(Path.Combine(Saved, journal + EndsEnding)))!;
        await UnpackAsync(journal, folder.Journal);

        foreach (var opening in new[] { "first", "second" })
        {
            await using var run = await HistoryRun.OpenAsync(folder.Journal, HistoryMaker.Begin.AddDays(1));
            run.Engine.Recovery.TornBytesCut.Should().Be(0);
            foreach (var (name, expected) in ends)
            {
                var execution = await run.Engine.FindAsync(name);
                execution.Should().NotBeNull("{0} is in the journal", name);
                (await run.EndAsync(execution!)).Should().Be(expected, "of {0} at the {1} opening", name, opening);
                (await execution!.GetHistoryAsync()).Should().NotBeEmpty();
            }
        }
    }

    [TestCase("crashed")]
    [TestCase("stopped")]
    public async Task Open_AJournalWithTagsAndStatuses_ShowsThem(string kind)
    {
        using var folder = new TempFolder();
        await UnpackAsync(Path.Combine("0.2.0", kind), folder.Journal);

        await using var run = await HistoryRun.OpenAsync(folder.Journal, HistoryMaker.Begin.AddDays(1));

        var found = (await run.Engine.ListAsync(new ExecutionQuery { Tags = Tags })).Executions;
        found.Select(static execution => (execution.Name, execution.TenantId, execution.CustomStatusPayload)).Should().Equal(
            ("says-1", "acme", "\"says-1 waits\""), ("says-2", "acme", "\"says-2 waits\""));
        found.Should().OnlyContain(static execution => execution.Tags.Count == 2);
    }

    [Test]
    public void Journals_OfTheSchemaOfToday_AreSaved() =>
        Journals.Select(journal => VersionOf(FileOf(journal, ""))).Should().Contain(
            JournalSchema.Version, "a change of the format adds a folder: DP_MAKE_HISTORY=tests/Histories/NAME dotnet test tests/DurableParallel.Reliability --filter Name~MakeHistory");

    [Test]
    public async Task MakeHistory_WhereTheEnvironmentAsksForIt()
    {
        if (Environment.GetEnvironmentVariable("DP_MAKE_HISTORY") is not { Length: > 0 } folder)
        {
            Assert.Ignore("DP_MAKE_HISTORY names no folder.");
            return;
        }

        await new HistoryMaker(Path.GetFullPath(folder)).MakeAsync();
    }

    private static async Task UnpackAsync(string journal, string path)
    {
        foreach (var ending in new[] { "", "-wal" })
        {
            if (File.Exists(FileOf(journal, ending)))
            {
                await using var packed = new GZipStream(File.OpenRead(FileOf(journal, ending)), CompressionMode.Decompress);
                await using var file = File.Create(path + ending);
                await packed.CopyToAsync(file);
            }
        }
    }

    private static string FileOf(string journal, string ending) => Path.Combine(Saved, $"{journal}.journal{ending}.gz");

    private static int VersionOf(string journal)
    {
        using var file = new GZipStream(File.OpenRead(journal), CompressionMode.Decompress);
        var header = new byte[64];
        file.ReadExactly(header);
        return BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(60));
    }
}
