using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Errors;

/// <summary>What a log line of a failed operation says: where it failed, and with what; the same live and replayed.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class FailureTextTests(ContractHostKind kind) : ContractFixture(kind)
{
    private const string OwnStack = "   --- End of the error on record ---";
    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };
    private static readonly WaitForConditionConfig<int> Always = new() { InitialState = 0, Strategy = WaitStrategy<int>.Fixed(static _ => true, TimeSpan.FromMinutes(1)) };

    public static IEnumerable<TestCaseData> Failures() =>
    [
        Failure<StepFailedException>("a step", "deep", static c => c.StepAsync("deep", Deep, Once)),
        Failure<StepFailedException>("a step without a name", "#2", static async c =>
        {
            await c.StepAsync("first", static () => Task.CompletedTask);
            await c.StepAsync(name: null, Deep, Once);
        }),
        Failure<ChildContextFailedException>("a step in a child context", "child/deep", static c => c.RunInChildContextAsync("child", InDeepAsync)),
        Failure<ChildContextFailedException>("a child context's own body", "child", static c => c.RunInChildContextAsync("child", static _ => Deep())),
        Failure<ChildContextFailedException>(
            "a step in a flat child context",
            "child/deep",
            static c => c.RunInChildContextAsync("child", InDeepAsync, new ChildContextConfig { Nesting = NestingType.Flat })),
        Failure<ChildContextFailedException>("a retried block", "block/block-attempt-1/deep", static c => c.WithRetryAsync("block", static (block, _) => InDeepAsync(block), RetryStrategy.None)),
        Failure<BranchFailedException>("a step in a branch", "outer/right/deep", static c => ReadBranchAsync(c, InDeepAsync)),
        Failure<BranchFailedException>("a branch's own body", "outer/right", static c => ReadBranchAsync(c, static _ => Deep())),
        Failure<BranchFailedException>("scopes in scopes", "outer/right/inner/left/deep", static c => ReadBranchAsync(c, static b => JoinAsync(b, "inner", "left", InDeepAsync))),
        Failure<BranchFailedException>("an error of a result", "outer/right/deep", static async c => (await SettleAsync(c, InDeepAsync)).ThrowIfError()),
        Failure<BranchFailedException>("an error of a map", "rows/map-item-0/deep", static async c =>
        {
            var batch = await c.MapAsync("rows", new[] { 1 }, static async (b, _, _) =>
            {
                await InDeepAsync(b);
                return 0;
            });
            batch.ThrowIfError();
        }),
        Failure<ParallelExecutionException>("a join", "outer/right/deep", static c => JoinAsync(c, "outer", "right", InDeepAsync)),
        Failure<ParallelExecutionException>("a join over a branch's own body", "outer/right", static c => JoinAsync(c, "outer", "right", static _ => Deep())),
        Failure<CallbackFailedException>("a submitter", "approval/approval-submitter", static c => c.WaitForCallbackAsync<int>("approval", static (_, _) => Deep(), new WaitForCallbackConfig { Retry = RetryStrategy.None })),
        Failure<ChildContextFailedException>("a condition", "child/until", static c => c.RunInChildContextAsync("child", static child => child.WaitForConditionAsync<int>("until", static (_, _) => FailingCheckAsync(), Always))),
    ];

    [TestCaseSource(nameof(Failures))]
    public async Task Failure_OfAnOperation_SaysWhereAndWhatLiveAndReplayed(Type type, string path, Func<DurableContext, Task> code)
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx => Describe(await FailureOf(code, ctx)));

        live.Type.Should().Be(type);
        live.Path.Should().Be(path);
        live.Text.Should().MatchRegex($"^{type.FullName}: .*\n ---> \\(on record at {path}\\) .*GraveException: the root\n   at .*{nameof(Deep)}");
        live.Inner.Should().MatchRegex($"^{typeof(RecordedException)}: the root\n   at .*{nameof(Deep)}", "it stands in for a type that only the program knows");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Failure_OfACallback_NamesTheCallbackBeforeTheOriginOfItsError()
    {
        Host.AutoAdvance = false;
        var ids = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var execution = await StartAsync(async ctx => Describe(await FailureOf(
            async c => await c.RunInChildContextAsync("child", async child =>
            {
                var callback = await child.CreateCallbackAsync<int>("approval");
                ids.TrySetResult(callback.CallbackId);
                return await callback.GetResultAsync();
            }),
            ctx)).ToString());

        var id = await ids.Task.WaitAsync(HangGuard);
        await Host.FailCallbackAsync(id, new DurableError("Other.Error", "refused", ErrorData: null, ["at A()", "--- at elsewhere/deep"]));

        (await OutcomeOf(execution)).Value<string>().Should().Contain("on record at child/approval > elsewhere/deep) Other.Error: refused");
    }

    [Test]
    public async Task Failure_OfAnInvoke_NamesTheInvokeBeforeThePathInTheOtherExecution()
    {
        Host.Register("callee", DurableFunction.Create<int, int>(static async (ctx, input) =>
        {
            await ctx.RunInChildContextAsync("other", InDeepAsync);
            return input;
        }));

        var (live, replayed) = await LiveAndReplayedAsync(static async ctx => Describe(await FailureOf(
            static c => c.RunInChildContextAsync("child", static child => child.InvokeAsync<int, int>("pay", "callee", 1)),
            ctx)));

        live.Path.Should().Be("child/pay > other/deep");
        live.Text.Should().Contain("(on record at child/pay > other/deep) ").And.Contain(nameof(Deep));
        replayed.Should().Be(live);
    }

    [Test]
    public async Task InnerException_OfAKnownType_IsRebuilt()
    {
        var (live, replayed) = await LiveAndReplayedAsync(static async ctx =>
        {
            var failed = await FailureOf(static c => c.StepAsync("deep", static () => Known(), Once), ctx);
            return (Type: failed.InnerException!.GetType(), failed.InnerException.Message, Stack: failed.InnerException.StackTrace!.ReplaceLineEndings("\n"));
        });

        live.Type.Should().Be<FileNotFoundException>();
        live.Message.Should().Be("no such file");
        live.Stack.Should().Contain(nameof(Known));
        replayed.Should().Be(live);
    }

    [Test]
    public async Task InnerException_ThrownOn_IsRecordedAsTheRoot()
    {
        var run = await RunAsync<int>(static async ctx => throw (await FailureOf(static c => c.StepAsync("deep", Deep, Once), ctx)).InnerException!);

        run.Outcome.Error.Should().BeEquivalentTo(new { ErrorType = typeof(GraveException).FullName, ErrorMessage = "the root" });
    }

    private static async Task<Exception> FailureOf(Func<DurableContext, Task> code, DurableContext context)
    {
        try
        {
            await code(context);
        }
        catch (DurableException failed)
        {
            return failed;
        }

        throw new InvalidOperationException("It succeeded.");
    }

    private static (Type Type, string? Path, string Text, string Inner) Describe(Exception failed)
    {
        var text = failed.ToString().ReplaceLineEndings("\n");
        var end = text.IndexOf(OwnStack, StringComparison.Ordinal);
        end.Should().BePositive("the error on record comes before the stack of the await");
        var inner = failed.InnerException!;
        var path = failed is OperationFailedException operation ? operation.OperationPath : ((ParallelExecutionException)failed).OperationPath;
        return (failed.GetType(), path, text[..end], $"{inner.GetType()}: {inner.Message}\n{inner.StackTrace!.ReplaceLineEndings("\n")}");
    }

    private static Task InDeepAsync(DurableContext context) => context.StepAsync("deep", Deep, Once);

    private static async Task ReadBranchAsync(DurableContext context, Func<DurableContext, Task> body)
    {
        await using var scope = context.Parallel("outer", new ParallelConfig { Completion = CompletionConfig.AllCompleted() });
        var future = scope.Branch("right", async b =>
        {
            await body(b);
            return 0;
        });
        await scope.SettleAsync();
        _ = future.Result;
    }

    private static async Task<ParallelResult> SettleAsync(DurableContext context, Func<DurableContext, Task> body)
    {
        await using var scope = context.Parallel("outer", new ParallelConfig { Completion = CompletionConfig.AllCompleted() });
        scope.Branch("right", body);
        return await scope.SettleAsync();
    }

    private static async Task JoinAsync(DurableContext context, string name, string branch, Func<DurableContext, Task> body)
    {
        await using var scope = context.Parallel(name);
        scope.Branch(branch, body);
        await scope.JoinAsync();
    }

    private static async Task<int> FailingCheckAsync()
    {
        await Deep();
        return 0;
    }

    private static Task Deep() => throw new GraveException("the root");

    private static Task Known() => throw new FileNotFoundException("no such file");

    private static TestCaseData Failure<TException>(string name, string path, Func<DurableContext, Task> code) =>
        new TestCaseData(typeof(TException), path, code).SetArgDisplayNames(name);

    private sealed class GraveException(string message) : Exception(message);
}
