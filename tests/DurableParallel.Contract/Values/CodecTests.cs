using DurableParallel.Contract.Hosts;
using DurableParallel.Snippets.Payloads;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Values;

/// <summary>Serializers with a codec, with the codecs of the guide.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class CodecTests(ContractHostKind kind) : ContractFixture(kind)
{
    private const string Secret = "open sesame";

    private static readonly IDurableSerializer Encrypting = EncryptingWith(key: 1);

    private static readonly IDurableSerializer Packing = DurableSerializer.WithCodec(DurableSerializer.Newtonsoft(), new BrotliCodec(maxBytes: 1 << 20));

    private static readonly IDurableSerializer Both = DurableSerializer.WithCodec(Packing, new AesGcmCodec(Key(1)));

    private static IEnumerable<TestCaseData> Codecs =>
        [new TestCaseData(Encrypting).SetArgDisplayNames("AES"), new TestCaseData(Packing).SetArgDisplayNames("Brotli"), new TestCaseData(Both).SetArgDisplayNames("Both")];

    [TestCaseSource(nameof(Codecs))]
    public async Task Function_WithACodec_HasItsValuesLiveAndReplayed(IDurableSerializer serializer)
    {
        FunctionOptions = new DurableFunctionOptions(serializer);

        var (live, replayed) = await LiveAndReplayedAsync(EverywhereAsync);

        live.Should().Be($"{Secret} 1, {Secret} 2, {Secret} 3, {Secret} 4, {Secret} 5, nothing");
        replayed.Should().Be(live);
    }

    [TestCaseSource(nameof(Codecs))]
    public async Task Function_WithACodec_HasNothingReadableOnRecord(IDurableSerializer serializer)
    {
        FunctionOptions = new DurableFunctionOptions(serializer);

        var run = await RunAsync(EverywhereAsync);

        var payloads = run.Execution.Updates.Select(update => update.Payload).Append(run.Outcome.Payload).OfType<string>().ToList();
        payloads.Should().HaveCountGreaterThan(8).And.NotContain(payload => payload.Contains(Secret));
        run.Operation("nothing").Record.Payload.Should().BeNull("what has no payload has none to encode");
    }

    [Test]
    public async Task Function_WithACodec_TakesItsInputAndGivesItsResultThroughIt()
    {
        string? arn = null;
        Host.Register("greet", DurableFunction.Create<string, string>(
            (ctx, name) =>
            {
                arn = ctx.ExecutionArn;
                return Task.FromResult($"hello {name}");
            },
            new DurableFunctionOptions(Encrypting)));

        var input = Encrypting.Serialize("Ada", new SerializationContext("", ""));
        if (Host.Traits.WantsInputAsJson)
        {
            await FluentActions.Awaiting(() => Host.StartAsync("greet", input)).Should().ThrowAsync<InvalidOperationException>().WithMessage("*json*");
            return;
        }

        var execution = await Host.StartAsync("greet", input);
        var outcome = await OutcomeOf(execution);

        outcome.Payload.Should().NotContain("Ada");
        Encrypting.Deserialize<string>(outcome.Payload, new SerializationContext(arn!, "")).Should().Be("hello Ada");
    }

    [Test]
    public async Task Codec_OfOneOperation_IsForItAlone()
    {
        var run = await RunAsync(async ctx =>
        {
            await ctx.StepAsync("plain", () => Secret);
            await ctx.StepAsync("step", () => Secret, new StepConfig { Serializer = Encrypting });
            await ctx.RunInChildContextAsync("child", child => child.StepAsync("in-child", () => Secret), new ChildContextConfig { Serializer = Encrypting });
            await using var p = ctx.Parallel("scope", new ParallelConfig { ItemSerializer = Encrypting });
            p.Branch("branch", b => b.StepAsync("in-branch", () => Secret));
            p.Branch("own", _ => Task.FromResult(Secret), new BranchOptions<string> { Serializer = Packing });
            await p.JoinAsync();
            return 0;
        });

        foreach (var name in new[] { "plain", "in-child", "in-branch" })
        {
            run.Operation(name).Record.Payload.Should().Be($"\"{Secret}\"");
        }

        foreach (var name in new[] { "step", "child", "branch", "own", "scope" })
        {
            run.Operation(name).Record.Payload.Should().NotBeNull().And.NotContain(Secret);
        }

        run.Operation("own").Record.Payload.Should().Be(Packing.Serialize(Secret, default));
    }

    [Test]
    public async Task Record_UnderAnotherKey_StopsThereAndNamesTheOperation()
    {
        FunctionOptions = new DurableFunctionOptions(Encrypting);
        var recorded = new Gate();
        var execution = await StartAsync(async ctx =>
        {
            var value = await ctx.StepAsync("read", () => Secret);
            recorded.Open();
            await new TaskCompletionSource().Task;
            return value;
        });
        await recorded.Opened.WaitAsync(HangGuard);

        FunctionOptions = new DurableFunctionOptions(EncryptingWith(key: 2));
        Redeploy(ctx => ctx.StepAsync("read", () => Secret));
        Host.AutoAdvance = false;
        await Host.CrashAsync();
        await Host.RestartAsync();

        (await UnreadableOf(execution)).Should().StartWith("The outcome of the step 'read' is on record, and this build cannot read it as System.String: ");
    }

    [Test]
    public async Task Payload_OfAnotherPlace_IsRefusedLiveAsReplayed()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(ctx => ctx.StepAsync("moved", () => Secret, new StepConfig { Serializer = new Misplacing(Encrypting) }));
        var live = await UnreadableOf(execution);
        await Host.CrashAsync();
        await Host.RestartAsync();
        var replayed = await UnreadableOf(execution);

        live.Should().Contain("the step 'moved' is on record");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Step_WhoseCodecCannotEncode_FailsWithThatAndIsNotRetried()
    {
        var attempts = 0;
        var tight = DurableSerializer.WithCodec(DurableSerializer.Newtonsoft(), new BrotliCodec(maxBytes: 4));

        var run = await RunAsync(ctx => ctx.StepAsync("large", () => Interlocked.Increment(ref attempts) > 0 ? Secret : "", new StepConfig { Serializer = tight }));

        run.Outcome.Error!.ErrorMessage.Should().Contain("DP2004").And.Contain("at most 4");
        run.Operation("large").Record.Status.Should().Be(OperationStatus.Failed);
        attempts.Should().Be(1);
    }

    private static byte[] Key(byte fill) => [.. Enumerable.Repeat(fill, 32)];

    private static IDurableSerializer EncryptingWith(byte key) => DurableSerializer.WithCodec(DurableSerializer.Newtonsoft(), new AesGcmCodec(Key(key)));

    private static async Task<string> EverywhereAsync(DurableContext ctx)
    {
        var step = await ctx.StepAsync("step", () => $"{Secret} 1");
        var child = await ctx.RunInChildContextAsync("child", async c =>
        {
            await c.WaitAsync(TimeSpan.FromSeconds(1));
            return $"{Secret} 2";
        });
        await using var p = ctx.Parallel("scope");
        var branch = p.Branch("branch", b => b.StepAsync("s", () => $"{Secret} 3"));
        await p.JoinAsync();
        var array = await ctx.ParallelAsync("array", [b => b.StepAsync("s", () => $"{Secret} 4")]);
        var map = await ctx.MapAsync("map", [5], (b, item, _) => b.StepAsync("s", () => $"{Secret} {item}"));
        await ctx.StepAsync("nothing", () => { });
        return string.Join(", ", step, child, branch.Result, array.GetResults()[0], map.GetResults()[0], "nothing");
    }

    /// <summary>Writes as if for another operation, as somebody would who moves records about.</summary>
    private sealed class Misplacing(IDurableSerializer inner) : IDurableSerializer
    {
        public string? Serialize<T>(T value, SerializationContext context) =>
            inner.Serialize(value, new SerializationContext(context.ExecutionArn, $"not-{context.OperationId}"));

        public T Deserialize<T>(string? payload, SerializationContext context) => inner.Deserialize<T>(payload, context);
    }
}
