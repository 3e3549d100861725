using System.Text.Json.Nodes;
using DurableParallel.Engine;
using DurableParallel.Engine.History;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Serving;
using DurableParallel.Server.Tests.Raw;

namespace DurableParallel.Server.Tests.Api;

/// <summary>What ends an operation from outside while an invocation is in flight shows at its next checkpoint, or behind its end.</summary>
[TestFixture]
internal sealed class EndsDuringInvocationTests : ServerFixture
{
    private const string Function = "f";
    private const int AtOnce = 16;
    private static readonly Dictionary<string, (string Start, string End)> Kinds = new(StringComparer.Ordinal)
    {
        ["an invoke that succeeds"] = ("N+n(child)", "N-n"),
        ["an invoke that fails"] = ("N+n(child)", "N!n"),
        ["an invoke that is stopped"] = ("N+n(child)", "N#n"),
        ["an invoke whose time is up"] = ("N+n(child)", "N?n"),
        ["an invoke of nothing"] = ("N+n(nothing)", "N!n"),
        ["a callback that succeeds"] = ("K+n", "K-n"),
        ["a callback that fails"] = ("K+n", "K!n"),
        ["a callback whose time is up"] = ("K+n(60)", "K?n"),
        ["a callback without a sign of life"] = ("K+n(100;60)", "K?n"),
        ["a wait"] = ("W+n(60)", "W-n"),
    };

    protected override DurableServerOptions Options => new()
    {
        Functions =
        [
            new ServedFunctionOptions { Name = Function },
            new ServedFunctionOptions { Name = "child", ExecutionTimeout = TimeSpan.FromSeconds(60) },
        ],
    };

    private static IEnumerable<string> Names => Kinds.Keys;

    private RawFunction Worker => new(Client, Function, "caller");

    private RawFunction Child => new(Client, "child", "child");

    [TestCaseSource(nameof(Names))]
    public async Task End_WhileAnInvocationIsInFlight_ShowsBehindItsEnd(string kind)
    {
        var (arn, script) = await StartAsync(kind);
        await EndAsync(kind, script);
        var during = RawHistory.Describe(await Client.EventsAsync(arn));
        var state = await Client.StateAsync(arn, script.Invocation!.Token);
        await script.PlayAsync("I");
        var next = await Worker.NextAsync();
        var after = RawHistory.Describe(await Client.EventsAsync(arn));
        await next.SucceedAsync();
        await Client.EndedAsync(arn);

        during.Should().Be($"E+ {Started(kind)}");
        ((string?)state.Json["Operations"]!.AsArray().Single(operation => (string?)operation!["Id"] == "n")!["Status"]).Should().Be("STARTED");
        after.Should().Be($"E+ {Started(kind)} I {Kinds[kind].End}");
        next.Envelope["UpdatedOperationIds"]!.AsArray().Select(id => (string?)id).Should().Equal("n");
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be($"E+ {Started(kind)} I {Kinds[kind].End} I ES");
    }

    [TestCaseSource(nameof(Names))]
    public async Task End_WhileAnInvocationIsInFlight_ShowsAtItsNextCheckpoint(string kind)
    {
        var (arn, script) = await StartAsync(kind);
        await EndAsync(kind, script);
        IReadOnlyList<JsonObject> delta = [];
        while (delta.Count == 0)
        {
            delta = await script.Invocation!.CheckpointAsync();
        }

        var during = RawHistory.Describe(await Client.EventsAsync(arn));
        await script.PlayAsync("=");
        await Client.EndedAsync(arn);

        ((string?)delta.Single()["Id"]).Should().Be("n");
        during.Should().Be($"E+ {Started(kind)} {Kinds[kind].End}");
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be($"E+ {Started(kind)} {Kinds[kind].End} I ES");
    }

    [TestCase("a callback that succeeds")]
    [TestCase("a callback that fails")]
    [TestCase("a callback whose time is up")]
    [TestCase("a wait")]
    public async Task End_BeforeACheckpointWithUpdates_ShowsBeforeThem(string kind)
    {
        var (arn, script) = await StartAsync(kind);
        await EndAsync(kind, script);
        await script.PlayAsync("S+s,S-s =");
        await Client.EndedAsync(arn);

        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be($"E+ {Started(kind)} {Kinds[kind].End} S+s S-s(1) I ES");
    }

    [TestCaseSource(nameof(Names))]
    public async Task End_WhoseServerDiesBeforeItShows_ShowsToTheNextInvocation(string kind)
    {
        var (arn, script) = await StartAsync(kind);
        await EndAsync(kind, script);

        Server.Engine.Kill();
        await CloseAsync();
        await OpenAsync();
        var next = await Worker.NextAsync();
        var during = RawHistory.Describe(await Client.EventsAsync(arn));
        await next.SucceedAsync();
        await Client.EndedAsync(arn);

        ((string?)next.Operation("n")!["Status"]).Should().NotBe("STARTED");
        during.Should().Be($"E+ {Started(kind)} {Kinds[kind].End}");
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be($"E+ {Started(kind)} {Kinds[kind].End} I ES");
    }

    [TestCase("a callback that succeeds")]
    [TestCase("a callback that fails")]
    public async Task Callback_CompletedWhileAnInvocationIsInFlight_IsCompletedAtOnce(string kind)
    {
        var (arn, script) = await StartAsync(kind);
        await EndAsync(kind, script);

        var again = await Client.CallbackAsync(script.CallbackId("n"), "succeed", "2");
        var heartbeat = await Client.CallbackAsync(script.CallbackId("n"), "heartbeat");
        var open = await (await Server.Engine.FindAsync("e"))!.GetOpenCallbacksAsync();
        await Client.StopAsync(arn);
        await Client.EndedAsync(arn);

        again.ErrorCode.Should().Be("CallbackTimeoutException");
        heartbeat.ErrorCode.Should().Be("CallbackTimeoutException");
        open.Should().BeEmpty();
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be($"E+ {Started(kind)} {Kinds[kind].End} EX");
    }

    [TestCaseSource(nameof(Names))]
    public async Task Records_ThatEndAnywhere_NeverShowTheEndBeforeTheInvocations(string kind)
    {
        var (arn, script) = await StartAsync(kind);
        await EndAsync(kind, script);
        await script.PlayAsync("I =");
        await Client.EndedAsync(arn);

        var records = (await Server.Engine.FindAsync("e"))!.ReadRecords();
        foreach (var length in LengthsBeforeTheEnd(records))
        {
            var types = HistoryReader.Read(records[..length]).Select(e => e.EventType).ToList();
            var operations = ServedOperations.Load(records.AsSpan(0, length));

            var first = types.IndexOf(HistoryEventType.InvocationCompleted);
            first.Should().BeOneOf([-1, 2], "only the start of the operation stands before it");
            types.ElementAtOrDefault(first + 1).Should().NotBe(HistoryEventType.InvocationCompleted, "the end stands between two invocations");
            (operations.NeedsInvocation || operations.HasUntold || operations.Pending().Any()).Should().BeTrue("of {0} of {1} bytes", length, records.Length);
        }
    }

    [Test]
    public async Task Invokes_OfManyAtOnce_NeverEndBeforeTheirCallersInvocation()
    {
        using var over = new CancellationTokenSource();
        var loops = Enumerable.Range(0, AtOnce).SelectMany(loop => new[] { RunCallerAsync($"f{loop}"), RunChildAsync($"c{loop}") }).ToList();
        var arns = await Task.WhenAll(Enumerable.Range(0, 10 * AtOnce).Select(_ => Client.StartAsync(Function)));
        foreach (var arn in arns)
        {
            await Client.EndedAsync(arn);
        }

        foreach (var arn in arns)
        {
            RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ N+n I N-n I ES");
        }

        await over.CancelAsync();
        await CloseAsync();
        await Task.WhenAll(loops);
        await OpenAsync();

        async Task RunCallerAsync(string loop)
        {
            while (await TryNextAsync(Function, loop, over.Token) is { } next)
            {
                if (next.Operation("n") is not null)
                {
                    await next.SucceedAsync();
                    continue;
                }

                await next.CheckpointAsync(RawScript.Update("N+n(child)"));
                await next.PendingAsync();
            }
        }

        async Task RunChildAsync(string loop)
        {
            while (await TryNextAsync("child", loop, over.Token) is { } next)
            {
                await next.SucceedAsync();
            }
        }
    }

    private async Task<RawInvocation?> TryNextAsync(string function, string loop, CancellationToken over)
    {
        try
        {
            return await new RawFunction(Client, function, loop).NextAsync();
        }
        catch (Exception closed) when (over.IsCancellationRequested && closed is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            return null;
        }
    }

    private async Task<(string Arn, RawScript Script)> StartAsync(string kind)
    {
        var arn = await Client.StartAsync(Function, name: "e");
        var script = new RawScript(Client, Worker, Clock);
        await script.PlayAsync(Kinds[kind].Start);
        return (arn, script);
    }

    private async Task EndAsync(string kind, RawScript script)
    {
        if (kind == "an invoke of nothing")
        {
            return;
        }

        var child = kind.StartsWith("an invoke", StringComparison.Ordinal) ? await Child.NextAsync() : null;
        switch (kind.Split(' ')[^1])
        {
            case "succeeds" when child is not null:
                await child.SucceedAsync();
                break;
            case "fails" when child is not null:
                await child.FailAsync();
                break;
            case "stopped":
                await Client.StopAsync(child!.Arn);
                break;
            case "succeeds":
                (await Client.CallbackAsync(script.CallbackId("n"), "succeed", "1")).Status.Should().Be(200);
                break;
            case "fails":
                (await Client.CallbackAsync(script.CallbackId("n"), "fail")).Status.Should().Be(200);
                break;
            default:
                Clock.Advance(TimeSpan.FromSeconds(60));
                break;
        }

        if (child is not null)
        {
            await Client.EndedAsync(child.Arn);
        }
    }

    private static string Started(string kind) => Kinds[kind].Start.Split('(')[0] + (kind == "a wait" ? "(60)" : "");

    private static List<int> LengthsBeforeTheEnd(byte[] records)
    {
        var lengths = new List<int>();
        var sequence = new RecordSequence(records);
        while (sequence.MoveNext())
        {
            lengths.Add(sequence.Start);
        }

        return lengths[1..];
    }
}
