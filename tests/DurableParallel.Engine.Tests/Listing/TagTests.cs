namespace DurableParallel.Engine.Tests.Listing;

/// <summary>Tags and tenants of executions: given at the start, kept, shown, and searched by.</summary>
[TestFixture]
[CancelAfter(120_000)]
internal sealed class TagTests : EngineFixture
{
    [Test]
    public async Task StartAsync_WithTagsAndTenant_HandleListAndHistoryShowThemInEveryProcess([Values] bool isKilled)
    {
        var engine = await OpenWithFunctionsAsync();
        var given = new Dictionary<string, string> { ["customer"] = "42", ["stadt"] = "Köln", ["empty"] = "" };
        var execution = await engine.StartAsync("ok", "a", 1, new StartOptions { Tags = given, TenantId = "acme" });
        await execution.GetResultAsync<int>();
        await engine.StartAsync("park", "b", 1, new StartOptions { Tags = given });
        await engine.StartAsync("ok", "c", 1);
        given.Clear();

        for (var process = 0; process < 3; process++)
        {
            var found = (await engine.FindAsync("a"))!;
            found.Tags.Should().BeEquivalentTo(new Dictionary<string, string> { ["customer"] = "42", ["stadt"] = "Köln", ["empty"] = "" });
            found.TenantId.Should().Be("acme");
            (await found.GetHistoryAsync())[0].TenantId.Should().Be("acme");
            (await engine.FindAsync("c"))!.Tags.Should().BeEmpty();
            var listed = (await engine.ListAsync(new ExecutionQuery { Tags = new Dictionary<string, string> { ["stadt"] = "Köln" } })).Executions;
            listed.Select(summary => summary.Name).Should().Equal("a", "b");
            listed[0].Should().BeEquivalentTo(new { found.Tags, TenantId = "acme" });
            (await engine.CountAsync(new ExecutionQuery { Tags = new Dictionary<string, string> { ["customer"] = "42", ["empty"] = "" } })).Should().Be(2);
            (await engine.CountAsync(new ExecutionQuery { TenantId = "acme" })).Should().Be(1);
            (await engine.CountAsync(new ExecutionQuery { Tags = new Dictionary<string, string> { ["customer"] = "4" } })).Should().Be(0);

            if (isKilled)
            {
                engine.Kill();
            }
            else
            {
                await engine.DisposeAsync();
            }

            engine = await OpenWithFunctionsAsync();
        }
    }

    [Test]
    public async Task StartManyAsync_WithTags_ListsAndCountsPageByPage()
    {
        var engine = await OpenWithFunctionsAsync();
        var requests = Enumerable.Range(0, 300).Select(i => StartRequest.For("ok", $"e-{i}", i, new StartOptions { Tags = new Dictionary<string, string> { ["group"] = $"{i % 3}", ["number"] = $"{i}" } }));
        await engine.StartManyAsync(requests, new StartManyOptions { Until = StartManyUntil.Ended });
        var query = new ExecutionQuery { Tags = new Dictionary<string, string> { ["group"] = "1" } };

        List<string> names = [];
        string? token = null;
        do
        {
            var page = await engine.ListAsync(query, 7, token);
            names.AddRange(page.Executions.Select(summary => summary.Name));
            token = page.ContinuationToken;
        }
        while (token is not null);

        names.Should().OnlyHaveUniqueItems().And.HaveCount(100).And.OnlyContain(name => int.Parse(name.Substring(2)) % 3 == 1);
        (await engine.CountByStatusAsync(query))[ExecutionStatus.Succeeded].Should().Be(100);
        (await engine.CountAsync(query with { Statuses = [ExecutionStatus.Failed] })).Should().Be(0);
        var first = await engine.ListAsync(query, 7);
        await engine.Awaiting(e => e.ListAsync(query with { Tags = new Dictionary<string, string> { ["group"] = "2" } }, 7, first.ContinuationToken)).Should().ThrowAsync<ArgumentException>("the token is of another query");
    }

    [Test]
    public async Task StartAsync_AgainWithOtherTags_FindsTheExecutionWithItsOwn()
    {
        var engine = await OpenWithFunctionsAsync();
        await engine.StartAsync("ok", "a", 1, new StartOptions { Tags = new Dictionary<string, string> { ["k"] = "old" }, TenantId = "acme" });

        var again = await engine.StartAsync("ok", "a", 1, new StartOptions { Tags = new Dictionary<string, string> { ["k"] = "new" } });

        again.Tags["k"].Should().Be("old");
        again.TenantId.Should().Be("acme");
        (await engine.CountAsync(new ExecutionQuery { Tags = new Dictionary<string, string> { ["k"] = "new" } })).Should().Be(0);
    }

    [Test]
    public async Task PurgeAsync_ByTag_TakesThoseAndTheirPlacesInTheIndex()
    {
        var engine = await OpenWithFunctionsAsync();
        var tagged = new ExecutionQuery { Tags = new Dictionary<string, string> { ["k"] = "1" } };
        await engine.StartManyAsync(
            Enumerable.Range(0, 20).Select(i => StartRequest.For("ok", $"e-{i}", i, new StartOptions { Tags = new Dictionary<string, string> { ["k"] = $"{i % 2}" } })),
            new StartManyOptions { Until = StartManyUntil.Ended });

        (await engine.PurgeAsync(tagged)).Should().Be(10);

        (await engine.CountAsync(tagged)).Should().Be(0);
        (await engine.CountAsync()).Should().Be(10);
        await engine.StartAsync("ok", "e-1", 99, new StartOptions { Tags = new Dictionary<string, string> { ["k"] = "1" } });
        (await engine.ListAsync(tagged)).Executions.Select(summary => summary.Name).Should().Equal("e-1");
    }

    [Test]
    public async Task SettledTerms_OfAnInvokedExecution_KeepItsTenant()
    {
        var engine = await OpenWithFunctionsAsync();
        engine.Register<int, int>("outer", async (ctx, x) => await ctx.InvokeAsync<int, int>(null, "ok", x, new InvokeConfig { TenantId = "acme" }));
        var outer = await engine.StartAsync("outer", "o", 1, new StartOptions { Tags = new Dictionary<string, string> { ["k"] = "1" } });
        await outer.GetResultAsync<int>();

        (await engine.ListAsync(new ExecutionQuery { TenantId = "acme" })).Executions.Should().ContainSingle().Which.Tags.Should().BeEmpty("tags are of the one that was started with them");
    }

    [TestCase("", "v")]
    [TestCase("a\nb", "v")]
    [TestCase("k", "v\0")]
    [TestCase("k", null)]
    public void StartOptions_WithWhatIsNoTag_AreRefused(string key, string? value) =>
        FluentActions.Invoking(() => new StartOptions { Tags = new Dictionary<string, string> { [key] = value! } }).Should().Throw<ArgumentException>().WithParameterName("Tags");

    [Test]
    public void StartOptions_AtTheLimits_AreTakenAndBeyondThemRefused()
    {
        static Dictionary<string, string> Pairs(int count, int key, int value) =>
            Enumerable.Range(10, count).ToDictionary(i => $"{i}".PadRight(key, 'k'), i => $"{i}".PadRight(value, 'v'));

        new StartOptions { Tags = Pairs(16, 64, 256) }.Tags.Should().HaveCount(16);
        new StartOptions { Tags = new Dictionary<string, string>() }.Tags.Should().BeNull("no tags are none");
        FluentActions.Invoking(() => new StartOptions { Tags = Pairs(17, 2, 2) }).Should().Throw<ArgumentException>().WithMessage("*at most 16 tags; these are 17*");
        FluentActions.Invoking(() => new StartOptions { Tags = Pairs(1, 65, 2) }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new StartOptions { Tags = Pairs(1, 2, 257) }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new StartOptions { Tags = new Dictionary<string, string> { ["k\uD800"] = "v" } }).Should().Throw<ArgumentException>("UTF-8 cannot hold half of a character");
        FluentActions.Invoking(() => new StartOptions { TenantId = "" }).Should().Throw<ArgumentException>().WithParameterName("TenantId");
    }

    [Test]
    public async Task Recovery_OfAJournalOfAnEarlierSchema_StartsWithTagsFromThenOn()
    {
        var engine = await OpenWithFunctionsAsync();
        await engine.StartAsync("ok", "a", 1);
        await engine.DisposeAsync();
        using (var view = new Executions.JournalView(Files.Path))
        {
            view.Number("PRAGMA user_version").Should().Be(5, "builds that do not know tags refuse the journal by its schema, before they read a record");
            view.Number("PRAGMA user_version = 4");
        }

        engine = await OpenWithFunctionsAsync();
        await engine.StartAsync("ok", "b", 1, new StartOptions { Tags = new Dictionary<string, string> { ["k"] = "1" } });

        (await engine.CountAsync(new ExecutionQuery { Tags = new Dictionary<string, string> { ["k"] = "1" } })).Should().Be(1);
        (await engine.CountAsync()).Should().Be(2);
    }

    private async Task<DurableEngine> OpenWithFunctionsAsync()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("ok", (ctx, x) => ctx.StepAsync("s", () => x));
        engine.Register<int, int>("park", async (ctx, x) =>
        {
            await ctx.WaitAsync(TimeSpan.FromHours(1));
            return x;
        });
        return engine;
    }
}
