using System.Diagnostics;
using System.Globalization;
using DurableParallel.Engine;
using DurableParallel.Server.Tests.Raw;

namespace DurableParallel.Server.Tests.Processes;

/// <summary>Very many executions while the process that runs them is killed again and again. DP_SCALE=10 is the whole of it: 2,000.</summary>
[TestFixture]
internal sealed class SoakTests
{
    private const int Executions = 200;
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(1);

    [Test]
    public async Task Executions_WhoseProcessIsKilledAgainAndAgain_AllEndWithTheirResults()
    {
        using var journal = new TempJournal();
        var pid = journal.At("pid");
        await using var server = await DurableServer.StartAsync(new DurableServerOptions
        {
            JournalPath = journal.Path,
            Urls = ["http://127.0.0.1:0"],
            RetryDelay = TimeSpan.FromMilliseconds(10),

            // On a busy machine several kills in a row may hit the same execution; how often that may be is not asked here.
            MaxFailedInvocations = 1_000,
            Functions = [new ServedFunctionOptions { Name = "f", Command = $"sh -c 'echo $$ > {pid}.new; mv {pid}.new {pid}; AWS_LAMBDA_MAX_CONCURRENCY=8 exec {ServerProcess.Probe.Replace("'", "\"", StringComparison.Ordinal)}'" }],
        });
        using var client = new RawClient(server.Addresses[0]);
        using var done = new CancellationTokenSource();
        var killing = KillAsync(pid, server.Engine, done.Token);

        var arns = new List<string>();
        for (var number = 0; number < Executions * Scale; number++)
        {
            arns.Add(await client.StartAsync("f", number % 10 == 0 ? """{"steps":3,"wait":1}""" : """{"steps":3}""", $"n{number}"));
        }

        foreach (var arn in arns)
        {
            var ended = await client.EndedAsync(arn);
            ((string?)ended["Status"]).Should().Be("SUCCEEDED", arn);
            ((string?)ended["Result"]).Should().Be("3");
        }

        await done.CancelAsync();
        var kills = await killing;
        kills.Should().BePositive();
        foreach (var arn in arns)
        {
            var words = RawHistory.Describe(await client.EventsAsync(arn)).Split(' ');
            words.Where(word => word.Length > 1).Should().OnlyHaveUniqueItems();
            words.Where(word => word.StartsWith("S-", StringComparison.Ordinal)).Should().Equal("S-s1(1)", "S-s2(1)", "S-s3(1)");
        }
    }

    private static int Scale => int.TryParse(Environment.GetEnvironmentVariable("DP_SCALE"), CultureInfo.InvariantCulture, out var scale) ? scale : 1;

    // Where the machine is so busy that no execution ended between two kills, the next process gets twice the time.
    private static async Task<int> KillAsync(string pid, DurableEngine engine, CancellationToken cancellationToken)
    {
        var kills = 0;
        var ended = 0L;
        using var timer = new PeriodicTimer(BetweenKills);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                kills += TryKill(pid) ? 1 : 0;
                var now = (await engine.CountByStatusAsync(cancellationToken: cancellationToken))[ExecutionStatus.Succeeded];
                timer.Period = now > ended ? BetweenKills : 2 * timer.Period;
                ended = now;
            }
        }
        catch (OperationCanceledException)
        {
            // All have ended.
        }

        return kills;
    }

    private static bool TryKill(string pid)
    {
        try
        {
            using var process = Process.GetProcessById(int.Parse(File.ReadAllText(pid), CultureInfo.InvariantCulture));
            process.Kill();
            return true;
        }
        catch (Exception missing) when (missing is IOException or ArgumentException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }
}
