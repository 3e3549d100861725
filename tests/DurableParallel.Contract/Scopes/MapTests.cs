using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class MapTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly string[] Fruit = ["apple", "pear", "fig"];

    [Test]
    public async Task Map_ValuesThatEndInAnyOrder_ComeInTheOrderOfTheItems()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var batch = await ctx.MapAsync("map", Fruit, async (b, fruit, index) =>
            {
                await b.WaitAsync(TimeSpan.FromSeconds(10 - index));
                return $"{index}-{fruit}";
            });
            return $"{string.Join(',', batch.GetResults())} {batch.CompletionReason} {batch.SuccessCount}";
        });

        live.Should().Be("0-apple,1-pear,2-fig AllCompleted 3");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Map_WithoutANamer_IsOnRecordAsIterationsWithDefaultNames()
    {
        var run = await RunAsync(async ctx =>
            (await ctx.MapAsync("map", Fruit, (b, fruit, _) => b.StepAsync("s", () => fruit.Length), new ParallelConfig { MaxConcurrency = 1 })).GetResults().Sum());

        run.Value.Should().Be(12);
        run.OperationsOf(OperationType.Context).Select(o => (o.Name, o.Record.SubType)).Should().Equal(
            ("map", "Map"),
            ("map-item-0", "MapIteration"),
            ("map-item-1", "MapIteration"),
            ("map-item-2", "MapIteration"));
        var scope = run.Operation("map");
        run.OperationsOf(OperationType.Context).Skip(1).Should().OnlyContain(o => o.ParentHex == scope.Hex);
        run.OperationsOf(OperationType.Step).Select(o => o.ParentHex).Should().Equal(run.OperationsOf(OperationType.Context).Skip(1).Select(o => o.Hex));
    }

    [Test]
    public async Task Map_ItemNamerGivesANameThatIsNotValid_TheErrorSaysWhoseAndWhich()
    {
        var config = new MapConfig<string> { ItemNamer = (fruit, index) => index == 1 ? "trom\ns" : fruit };

        var run = await RunAsync(async ctx => (await ctx.MapAsync("map", Fruit, (_, fruit, _) => Task.FromResult(fruit), config)).TotalCount);

        run.Outcome.Status.Should().Be(ContractStatus.Failed);
        run.Outcome.Error!.ErrorMessage.Should().Contain("ItemNamer gave item 1").And.Contain("U+000A");
    }

    [Test]
    public async Task Map_ItemNamer_NamesTheRecordsAndTheItems()
    {
        var config = new MapConfig<string> { MaxConcurrency = 1, ItemNamer = (fruit, index) => index == 1 ? null : $"{fruit}-{index}" };

        var run = await RunAsync(async ctx =>
            string.Join(',', (await ctx.MapAsync("map", Fruit, (_, fruit, _) => Task.FromResult(fruit), config)).All.Select(item => item.Name)));

        run.Value.Should().Be("apple-0,map-item-1,fig-2");
        run.OperationsOf(OperationType.Context).Select(o => o.Name).Should().Equal("map", "apple-0", "map-item-1", "fig-2");
    }

    [Test]
    public async Task Map_ConfigOfABaseOfTheItems_IsTaken()
    {
        var config = new MapConfig<object> { ItemNamer = (item, _) => item.ToString() };

        var names = await ValueAsync(async ctx =>
            (await ctx.MapAsync("map", Fruit, (_, fruit, _) => Task.FromResult(fruit), config)).All.Select(item => item.Name).ToList());

        names.Should().Equal(Fruit);
    }

    [Test]
    public async Task Map_BadRulesOrNames_AreRefusedBeforeAnythingIsWritten([Range(0, 2)] int index)
    {
        Func<DurableContext, Task>[] calls =
        [
            ctx => ctx.MapAsync("map", Fruit, LengthAsync, new MapConfig<string> { MinSuccessful = -1, ToleratedFailureCount = 1 }),
            ctx => ctx.MapAsync("map", Fruit, LengthAsync, new MapConfig<string> { ItemNamer = (_, _) => "two\nlines" }),
            ctx => ctx.MapAsync("two\nlines", Fruit, LengthAsync),
        ];

        var run = await RunAsync(ctx =>
        {
            try
            {
                _ = calls[index](ctx);
                return Task.FromResult("accepted");
            }
            catch (ArgumentException)
            {
                return Task.FromResult("refused");
            }
        });

        run.Value.Should().Be("refused");
        run.Execution.Operations.Should().BeEmpty();
    }

    [Test]
    public async Task Map_Items_AreEnumeratedOnceAtTheCall()
    {
        var enumerations = 0;

        var seen = await ValueAsync(async ctx =>
        {
            var list = new List<int> { 1, 2, 3 };
            var map = ctx.MapAsync("map", Counted(list), (b, item, _) => b.StepAsync("s", () => item));
            list.Add(4);
            var batch = await map;
            return $"{string.Join(',', batch.GetResults())} {batch.All.Count}";
        });

        seen.Should().Be("1,2,3 3");
        enumerations.Should().BePositive();

        IEnumerable<int> Counted(List<int> list)
        {
            Interlocked.Increment(ref enumerations);
            foreach (var item in list)
            {
                yield return item;
            }
        }
    }

    [Test]
    public async Task Map_ItemsThatThrow_FailTheCallAndWriteNothing()
    {
        var run = await RunAsync(async ctx =>
        {
            try
            {
                await ctx.MapAsync("map", Enumerable.Range(0, 3).Select(i => i < 2 ? i : throw new InvalidDataException("torn")), LengthAsync);
                return "accepted";
            }
            catch (InvalidDataException torn)
            {
                return torn.Message;
            }
        });

        run.Value.Should().Be("torn");
        run.Execution.Operations.Should().BeEmpty();

        static Task<int> LengthAsync(DurableContext branch, int item, int index) => Task.FromResult(item + index);
    }

    [Test]
    public async Task Map_MaxConcurrency_IsReachedAndNeverExceeded()
    {
        var meeting = new Meeting(3);

        await ValueAsync(async ctx =>
        {
            var batch = await ctx.MapAsync(
                "map",
                Enumerable.Range(0, 9),
                (b, item, _) => b.StepAsync("s", async () =>
                {
                    await meeting.ArriveAsync();
                    await Task.Yield();
                    meeting.Leave();
                    return item;
                }),
                new MapConfig<int> { MaxConcurrency = 3 });
            return batch.SuccessCount;
        });

        meeting.Peak.Should().Be(3);
    }

    [Test]
    public async Task Map_OneFailureUnderTheDefaultRules_DecidesAndIsNotThrown()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var config = new ParallelConfig { MaxConcurrency = 1 };
            var batch = await ctx.MapAsync("map", Fruit, (_, fruit, index) => index == 1 ? throw new InvalidDataException(fruit) : Task.FromResult(fruit), config);
            return $"{batch.CompletionReason} {string.Join(',', batch.All.Select(item => $"{item.Status}:{item.Result}:{item.Error?.Message}"))} "
                + string.Join(',', batch.GetErrors().Select(error => error.IsCausedBy<InvalidDataException>()));
        });

        live.Should().Be("FailureToleranceExceeded Succeeded:apple:,Failed::pear,Skipped:: True");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Map_EmptyUnderAMinimum_StartsAndSucceedsAndMissesIt()
    {
        var run = await RunAsync(async ctx =>
        {
            var batch = await ctx.MapAsync("map", Array.Empty<int>(), (_, item, _) => Task.FromResult(item), new MapConfig<int> { MinSuccessful = 1 });
            try
            {
                batch.ThrowIfError();
                return "nothing thrown";
            }
            catch (ParallelExecutionException)
            {
                return $"{batch.CompletionReason} {batch.MinimumMet} {batch.All.Count}";
            }
        });

        run.Value.Should().Be("AllCompleted False 0");
        run.Execution.Updates.Select(u => (u.Type, u.Action)).Should().Equal(
            (OperationType.Context, OperationAction.Start),
            (OperationType.Context, OperationAction.Succeed));
    }

    [Test]
    public async Task Map_OutsideContextInABody_IsRefusedAndNamesTheParameter()
    {
        var message = await ValueAsync(async ctx =>
        {
            var batch = await ctx.MapAsync("map", Fruit, (item, fruit, _) => ctx.StepAsync("s", () => fruit));
            return batch.GetErrors()[0].Message;
        });

        message.Should().Contain("parameter 'item'");
    }

    [TestCase(false, 2, TestName = "{m}(fewer before the end)")]
    [TestCase(true, 2, TestName = "{m}(fewer after the end)")]
    [TestCase(true, 4, TestName = "{m}(more after the end)")]
    [TestCase(false, -3, TestName = "{m}(other names before the end)")]
    [TestCase(true, -3, TestName = "{m}(other names after the end)")]
    public async Task Map_OtherItemsAfterARestart_Drift(bool scopeHasEnded, int after)
    {
        var explanation = await BlockedByAsync(scopeHasEnded, 3, after);

        explanation.Should().ContainAny(after == -3 ? ["map-item-0", "other-0"] : ["3", $"{after}"]);
    }

    [Test]
    public async Task Map_CrashAtEveryCheckpoint_ComesToTheSame()
    {
        var undisturbed = FaultPlan.CountOnly();
        var expected = (await RunAsync(CodeAsync, undisturbed)).Value;

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = FaultPlan.CrashAfter(k);
            var run = await RunAsync(CodeAsync, plan);

            run.Value.Should().Be(expected, "of {0}", plan);
            plan.HasFired.Should().BeTrue("there are at least as many checkpoints as without a fault");
        }

        expected.Should().Be("AllCompleted Succeeded:5,Failed:0,Succeeded:3");

        static async Task<string> CodeAsync(DurableContext ctx)
        {
            var config = new MapConfig<string> { MaxConcurrency = 2, Completion = CompletionConfig.AllCompleted(), ItemNamer = (fruit, _) => fruit };
            var batch = await ctx.MapAsync("map", Fruit, async (b, fruit, index) =>
            {
                await b.WaitAsync(TimeSpan.FromSeconds(1));
                var length = await b.StepAsync("length", () => fruit.Length);
                return index == 1 ? throw new InvalidDataException(fruit) : length;
            }, config);
            return $"{batch.CompletionReason} {string.Join(',', batch.All.Select(item => $"{item.Status}:{item.Result}"))}";
        }
    }

    [Test]
    public async Task Map_WhereThereWasAParallel_Drifts()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            await ctx.ParallelAsync("thing", [WaitAsync]);
            return 0;
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await Host.CrashAsync();
        Redeploy(async ctx =>
        {
            await ctx.MapAsync("thing", Fruit, LengthAsync);
            return 0;
        });
        await Host.RestartAsync();
        Host.AutoAdvance = true;

        var outcome = await OutcomeOf(execution);

        DriftOf(outcome).Should().Contain("the parallel scope 'thing'").And.Contain("the map 'thing'");

        static async Task<int> WaitAsync(DurableContext branch)
        {
            await branch.WaitAsync(TimeSpan.FromDays(1));
            return 0;
        }
    }

    [Test]
    public async Task Map_TenThousandItems_ComeToTheSameLiveAndReplayed()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var batch = await ctx.MapAsync("map", Enumerable.Range(0, 10_000), (_, item, index) => Task.FromResult((long)item + index));
            return $"{batch.GetResults().Sum()} {batch.All.Count} {batch.CompletionReason}";
        });

        live.Should().Be("99990000 10000 AllCompleted");
        replayed.Should().Be(live);
    }

    private static Task<int> LengthAsync(DurableContext branch, string item, int index) => Task.FromResult(item.Length + index);

    /// <summary>Runs a map over so many items, goes on with others, and returns why that blocks. A negative count has other names.</summary>
    private async Task<string> BlockedByAsync(bool scopeHasEnded, int before, int after)
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(ctx => CodeAsync(ctx, before));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        if (scopeHasEnded)
        {
            Host.Clock.Advance(TimeSpan.FromMinutes(2));
            await execution.WhenQuietAsync().WaitAsync(HangGuard);
        }

        await Host.CrashAsync();
        Redeploy(ctx => CodeAsync(ctx, after));
        await Host.RestartAsync();
        Host.AutoAdvance = true;
        var outcome = await OutcomeOf(execution);

        return DriftOf(outcome);

        static async Task<int> CodeAsync(DurableContext ctx, int count)
        {
            var config = new MapConfig<int> { ItemNamer = count < 0 ? (_, index) => $"other-{index}" : null };
            await ctx.MapAsync("map", Enumerable.Range(0, Math.Abs(count)), async (b, item, _) =>
            {
                await b.WaitAsync(TimeSpan.FromMinutes(1));
                return item;
            }, config);
            await ctx.WaitAsync("hold", TimeSpan.FromDays(1));
            return 0;
        }
    }
}
