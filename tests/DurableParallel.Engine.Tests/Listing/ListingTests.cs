using System.Buffers.Text;

namespace DurableParallel.Engine.Tests.Listing;

[TestFixture]
[CancelAfter(120_000)]
internal sealed class ListingTests : EngineFixture
{
    [Test]
    public async Task ListAsync_AllPages_HoldEachExecutionOnceInTheOrderOfStarts([Values] bool descending, [Values(1, 7, 1000)] int pageSize)
    {
        var engine = await OpenMixedAsync();

        var names = await ListNamesAsync(engine, new ExecutionQuery { Descending = descending }, pageSize);

        string[] expected = ["ok-0", "ok-1", "ok-2", "ok-3", "ok-4", "bad-0", "bad-1", "park-0", "park-1", "park-2"];
        names.Should().Equal(descending ? expected.Reverse() : expected);
    }

    [TestCase(ExecutionStatus.Succeeded, "ok-0", "ok-1", "ok-2", "ok-3", "ok-4")]
    [TestCase(ExecutionStatus.Failed, "bad-0", "bad-1")]
    [TestCase(ExecutionStatus.Running, "park-0", "park-1", "park-2")]
    [TestCase(ExecutionStatus.Stopped)]
    public async Task ListAsync_ByStatus_HoldsThoseOnly(ExecutionStatus status, params string[] expected)
    {
        var engine = await OpenMixedAsync();

        var names = await ListNamesAsync(engine, new ExecutionQuery { Statuses = [status] });

        names.Should().Equal(expected);
    }

    [Test]
    public async Task ListAsync_ByFunctionPrefixAndTime_HoldsWhatFitsAll()
    {
        var engine = await OpenMixedAsync();
        var all = (await engine.ListAsync()).Executions;
        var middle = all[3].StartTimestamp;

        var before = await ListNamesAsync(engine, new ExecutionQuery { StartedBefore = middle });
        var after = await ListNamesAsync(engine, new ExecutionQuery { StartedAfter = middle });
        var ended = await ListNamesAsync(engine, new ExecutionQuery { EndedBefore = all[5].StartTimestamp });

        (await ListNamesAsync(engine, new ExecutionQuery { FunctionName = "bad" })).Should().Equal("bad-0", "bad-1");
        (await ListNamesAsync(engine, new ExecutionQuery { NamePrefix = "ok-" })).Should().HaveCount(5);
        (await ListNamesAsync(engine, new ExecutionQuery { NamePrefix = "ok-", FunctionName = "bad" })).Should().BeEmpty();
        before.Should().Equal("ok-0", "ok-1", "ok-2");
        after.Should().Equal(all.Skip(3).Select(summary => summary.Name));
        ended.Should().Equal("ok-0", "ok-1", "ok-2", "ok-3", "ok-4");
    }

    [TestCase("ok-1", null, "ok-1")]
    [TestCase("ok-1", "ok", "ok-1")]
    [TestCase("ok-1", "bad")]
    [TestCase("ok-", null)]
    public async Task ListAsync_ByName_HoldsThatOneOnly(string name, string? function, params string[] expected)
    {
        var engine = await OpenMixedAsync();
        var query = new ExecutionQuery { Name = name, FunctionName = function };

        var names = await ListNamesAsync(engine, query, pageSize: 1);

        names.Should().Equal(expected);
        (await engine.CountByStatusAsync(query)).Values.Sum().Should().Be(expected.Length);
    }

    [Test]
    public async Task ListAsync_ASummary_SaysWhatTheHandleSays()
    {
        var engine = await OpenMixedAsync();

        var summary = (await engine.ListAsync(new ExecutionQuery { NamePrefix = "bad-1" })).Executions.Single();

        var handle = (await engine.FindAsync("bad-1"))!;
        summary.Should().Be(new ExecutionSummary
        {
            Name = handle.Name,
            Arn = handle.Arn,
            FunctionName = "bad",
            Version = 1,
            Status = ExecutionStatus.Failed,
            StartTimestamp = (await handle.GetHistoryAsync())[0].EventTimestamp,
            EndTimestamp = (await handle.GetHistoryAsync())[^1].EventTimestamp,
        });
    }

    [Test]
    public async Task ListAsync_AfterReopening_IsTheSame()
    {
        var engine = await OpenMixedAsync();
        await QuietAsync(engine);
        var before = (await engine.ListAsync()).Executions;
        await engine.StopAsync();

        var reopened = await OpenAsync();
        Register(reopened);
        await QuietAsync(reopened);

        (await reopened.ListAsync()).Executions.Should().Equal(before);
    }

    [Test]
    public async Task ListAsync_ABlockedExecution_IsListedAsBlocked()
    {
        var engine = await OpenMixedAsync();
        await engine.StopAsync();

        var reopened = await OpenAsync();

        (await ListNamesAsync(reopened, new ExecutionQuery { Statuses = [ExecutionStatus.Blocked] })).Should().Equal("park-0", "park-1", "park-2");
        (await reopened.CountByStatusAsync())[ExecutionStatus.Blocked].Should().Be(3);
    }

    [Test]
    public async Task ListAsync_WhatIsNotDurableYet_IsNotListed()
    {
        var hold = new HoldCommits();
        var engine = await OpenAsync(Options with { JournalFaults = hold });
        Register(engine);
        hold.Close();

        var starting = engine.StartAsync("ok", "ok-0", 0);
        var before = await engine.CountByStatusAsync();
        hold.Open();
        await starting;
        var after = await engine.CountByStatusAsync();

        before.Values.Sum().Should().Be(0);
        after.Values.Sum().Should().Be(1);
    }

    [Test]
    public async Task ListAsync_StartsBetweenPages_AreNeitherRepeatedNorLost()
    {
        var engine = await OpenMixedAsync();
        var first = await engine.ListAsync(pageSize: 5);
        await engine.StartAsync("park", "park-9", 0);

        var second = await engine.ListAsync(pageSize: 1000, continuationToken: first.ContinuationToken);

        first.Executions.Concat(second.Executions).Select(summary => summary.Name).Should().OnlyHaveUniqueItems().And.HaveCount(11).And.EndWith("park-9");
    }

    [Test]
    public async Task ListAsync_OverManyChunks_PassesOverWhatDoesNotFit()
    {
        var engine = await OpenAsync();
        Register(engine);
        await StartAsync(engine, "ok", "early", 5000);
        Clock.Advance(TimeSpan.FromHours(1));
        var later = Clock.GetUtcNow();
        await StartAsync(engine, "ok", "late", 5000);
        await engine.CountByStatusAsync();

        var rare = await ListNamesAsync(engine, new ExecutionQuery { NamePrefix = "late-4999" });
        var descending = await engine.ListAsync(new ExecutionQuery { Descending = true, NamePrefix = "early" }, pageSize: 2);
        var byTime = await engine.CountByStatusAsync(new ExecutionQuery { StartedAfter = later });
        var byPrefix = await engine.CountByStatusAsync(new ExecutionQuery { NamePrefix = "early" });
        var none = await engine.CountByStatusAsync(new ExecutionQuery { Statuses = [ExecutionStatus.Failed] });
        var all = await ListNamesAsync(engine, new ExecutionQuery());

        rare.Should().Equal("late-4999");
        descending.Executions.Select(summary => summary.Name).Should().Equal("early-4999", "early-4998");
        byTime[ExecutionStatus.Succeeded].Should().Be(5000);
        byPrefix[ExecutionStatus.Succeeded].Should().Be(5000);
        none.Values.Sum().Should().Be(0);
        all.Should().HaveCount(10_000).And.OnlyHaveUniqueItems();
    }

    [Test]
    public async Task CountByStatusAsync_Everything_HasANumberForEveryStatus()
    {
        var engine = await OpenMixedAsync();

        var counts = await engine.CountByStatusAsync();

        counts.Should().BeEquivalentTo(new Dictionary<ExecutionStatus, long>
        {
            [ExecutionStatus.Running] = 3,
            [ExecutionStatus.Succeeded] = 5,
            [ExecutionStatus.Failed] = 2,
            [ExecutionStatus.Stopped] = 0,
            [ExecutionStatus.TimedOut] = 0,
            [ExecutionStatus.Canceled] = 0,
            [ExecutionStatus.Blocked] = 0,
        });
    }

    [Test]
    public async Task ListAsync_TokenOfAnotherQueryOrJournal_IsRefused()
    {
        var engine = await OpenMixedAsync();
        var token = (await engine.ListAsync(pageSize: 2)).ContinuationToken;
        using var other = new TempJournal();
        await using var stranger = await DurableEngine.OpenAsync(Options with { JournalPath = other.Path });

        await engine.Awaiting(e => e.ListAsync(new ExecutionQuery { Descending = true }, continuationToken: token))
            .Should().ThrowAsync<ArgumentException>().WithMessage("*another query*");
        await stranger.Awaiting(e => e.ListAsync(continuationToken: token)).Should().ThrowAsync<ArgumentException>().WithMessage("*another journal*");
    }

    [Test]
    public async Task ListAsync_HostileTokens_AreRefused()
    {
        var engine = await OpenMixedAsync();
        var token = (await engine.ListAsync(pageSize: 2)).ContinuationToken!;
        var bytes = Base64Url.DecodeFromChars(token);
        var changed = Enumerable.Range(0, bytes.Length * 8).Select(bit =>
        {
            var copy = bytes.ToArray();
            copy[bit / 8] ^= (byte)(1 << (bit % 8));
            return Base64Url.EncodeToString(copy);
        });
        string[] hostile = ["", "x", token + "A", token[1..], token.ToUpperInvariant() + "=", new('A', token.Length), new(' ', token.Length), new('ü', token.Length), new('A', 1 << 20), .. changed];

        foreach (var text in hostile)
        {
            await engine.Awaiting(e => e.ListAsync(continuationToken: text)).Should().ThrowAsync<ArgumentException>(text.Length < 100 ? text : "long");
        }
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(1001)]
    public async Task ListAsync_PageSizeOutOfRange_IsRefused(int pageSize)
    {
        var engine = await OpenAsync();

        await engine.Awaiting(e => e.ListAsync(pageSize: pageSize)).Should().ThrowAsync<ArgumentOutOfRangeException>();
    }

    [Test]
    public async Task ListAsync_AStatusThatIsNone_IsRefused()
    {
        var engine = await OpenAsync();

        await engine.Awaiting(e => e.ListAsync(new ExecutionQuery { Statuses = [(ExecutionStatus)77] })).Should().ThrowAsync<ArgumentException>().WithMessage("*77*");
    }

    private static async Task QuietAsync(DurableEngine engine)
    {
        while (!engine.IsQuiet)
        {
            await Task.Yield();
        }
    }

    private async Task<DurableEngine> OpenMixedAsync()
    {
        var engine = await OpenAsync();
        Register(engine);
        foreach (var (function, count) in new[] { ("ok", 5), ("bad", 2), ("park", 3) })
        {
            for (var i = 0; i < count; i++)
            {
                var execution = await engine.StartAsync(function, $"{function}-{i}", i);
                if (function != "park")
                {
                    await execution.Awaiting(e => e.GetResultPayloadAsync()).Invoke().ContinueWith(_ => { }, TaskScheduler.Default);
                }

                Clock.Advance(TimeSpan.FromMilliseconds(10));
            }
        }

        return engine;
    }

    private static void Register(DurableEngine engine)
    {
        engine.Register<int, int>("ok", static (_, input) => Task.FromResult(input));
        engine.Register<int, int>("bad", static (_, _) => throw new InvalidOperationException("no luck"));
        engine.Register<int, int>("park", static async (ctx, input) =>
        {
            await ctx.WaitAsync(TimeSpan.FromDays(1));
            return input;
        });
    }

    private static Task<StartManyResult> StartAsync(DurableEngine engine, string function, string prefix, int count) => engine.StartManyAsync(
        Enumerable.Range(0, count).Select(i => StartRequest.For(function, $"{prefix}-{i}", i)),
        new StartManyOptions { Until = StartManyUntil.Ended });

    private static async Task<List<string>> ListNamesAsync(DurableEngine engine, ExecutionQuery query, int pageSize = 1000)
    {
        var names = new List<string>();
        string? token = null;
        do
        {
            var page = await engine.ListAsync(query, pageSize, token);
            page.Executions.Should().HaveCountLessThanOrEqualTo(pageSize);
            names.AddRange(page.Executions.Select(summary => summary.Name));
            token = page.ContinuationToken;
        }
        while (token is not null);

        return names;
    }
}
