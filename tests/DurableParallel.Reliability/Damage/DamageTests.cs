using System.Collections.Concurrent;

namespace DurableParallel.Reliability.Damage;

/// <summary>
/// Journals that were cut, changed and overwritten at drawn places. Each is either whole again, refused with an error that
/// says why, or opened with a report of what was cut. DP_SCALE multiplies how many places are drawn.
/// </summary>
[TestFixture]
internal sealed class DamageTests
{
    private const int Sector = 512;

    [Test]
    public async Task Open_AFileCutAnywhere_IsWholeRefusedOrReported([Values] bool isStopped, [Values("", "-wal")] string ending)
    {
        if (isStopped && ending.Length > 0)
        {
            Assert.Pass("A stopped engine leaves no write-ahead log.");
        }

        var sample = await SampleJournal.MakeAsync(isStopped);
        var length = sample.Files[ending].Length;

        await CheckAsync(sample, Enumerable.Range(0, (length + Sector - 1) / Sector).Select(i => DamageCase.Cut(sample, ending, i * Sector)));
    }

    [Test]
    public async Task Open_BytesChanged_IsWholeRefusedOrReported([Values] bool isStopped, [Values("", "-wal")] string ending)
    {
        if (isStopped && ending.Length > 0)
        {
            Assert.Pass("A stopped engine leaves no write-ahead log.");
        }

        var sample = await SampleJournal.MakeAsync(isStopped);

        await CheckAsync(sample, Enumerable.Range(1, Scale.Of(500)).Select(seed => DamageCase.Flip(sample, ending, seed)));
    }

    [Test]
    public async Task Open_SectorsOfZeros_IsWholeRefusedOrReported([Values] bool isStopped, [Values("", "-wal")] string ending)
    {
        if (isStopped && ending.Length > 0)
        {
            Assert.Pass("A stopped engine leaves no write-ahead log.");
        }

        var sample = await SampleJournal.MakeAsync(isStopped);
        var length = sample.Files[ending].Length;

        await CheckAsync(sample, Enumerable.Range(0, (length + 4095) / 4096).Select(i => DamageCase.Zero(sample, ending, i * 4096, (i % 8 + 1) * Sector)));
    }

    private static async Task CheckAsync(SampleJournal sample, IEnumerable<DamageCase> cases)
    {
        var check = new DamageCheck(sample);
        var counts = new ConcurrentDictionary<DamageVerdict, int>();
        var failures = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (damage, _) =>
        {
            var (verdict, detail) = await check.RunAsync(damage);
            counts.AddOrUpdate(verdict, 1, static (_, count) => count + 1);
            if (verdict > DamageVerdict.Reported)
            {
                failures.Enqueue($"{verdict}: {damage.Name}: {detail}");
                TestContext.Progress.WriteLine($"{verdict}: {damage.Name}: {detail}");
            }
        });

        var summary = string.Join(", ", counts.OrderBy(c => c.Key).Select(c => $"{c.Key} {c.Value}"));
        await TestContext.Out.WriteLineAsync($"{counts.Values.Sum()} cases: {summary}");
        failures.Should().BeEmpty();
    }
}
