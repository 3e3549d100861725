using DurableParallel.Contract.Hosts;
using DurableParallel.Engine;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Events;

/// <summary>Events are kept until code waits for them, each is given to one wait, and of one name in their order.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class EventTests(ContractHostKind kind) : EventFixture(kind)
{
    [TestCase("wait")]
    [TestCase("raise")]
    public async Task Events_OnAHostWithout_AreRefusedByTheirNameAndTheAlternative(string call)
    {
        if (Host.Traits.HasEvents)
        {
            Assert.Ignore("This host has them.");
        }

        var run = await RunAsync(async ctx =>
        {
            await (call == "wait" ? ctx.WaitForEventAsync("never") : ctx.RaiseEventAsync("execution", "never"));
            return 0;
        });

        run.Outcome.Status.Should().Be(ContractStatus.Failed);
        run.Outcome.Error!.ErrorType.Should().Be(typeof(FeatureNotSupportedException).FullName);
        run.Outcome.Error.ErrorMessage.Should().Contain("EventAsync does not work here").And.Contain("WaitForCallbackAsync").And.Contain("DP1045");
        run.Execution.Operations.Should().BeEmpty();
    }

    [Test]
    public async Task WaitForEvent_ThatComesLater_ReturnsItsValue([Values] bool crashes)
    {
        var execution = await ParkedAsync(async ctx => await ctx.WaitForEventAsync<int>("approved") + 1);
        await CrashAsync(crashes, execution);

        await execution.RaiseEventAsync("approved", "41");

        (await OutcomeOf(execution)).Value<int>().Should().Be(42);
        execution.Operations.Should().ContainSingle().Which.Record.Should().BeEquivalentTo(new { Type = OperationType.EventWait, Status = OperationStatus.Succeeded, Name = "approved", Payload = "41" });
    }

    [Test]
    public async Task Events_ThatComeBeforeAnyWait_AreKeptInTheirOrder([Values] bool crashes)
    {
        var execution = await ParkedAsync(async ctx =>
        {
            await ctx.WaitAsync("before", TimeSpan.FromHours(1));
            var seen = $"{await ctx.WaitForEventAsync<int>("n")} {await ctx.WaitForEventAsync<int>("n")}";
            await ctx.WaitAsync("between", TimeSpan.FromHours(1));
            return $"{seen} {await ctx.WaitForEventAsync<string>("other")} {await ctx.WaitForEventAsync<int>("n")}";
        });

        foreach (var n in Enumerable.Range(1, 3))
        {
            await execution.RaiseEventAsync("n", $"{n}");
            await execution.RaiseEventAsync("other", $"\"o{n}\"");
        }

        await CrashAsync(crashes, execution);
        Host.AutoAdvance = true;

        (await OutcomeOf(execution)).Value<string>().Should().Be("1 2 o1 3");
    }

    [Test]
    public async Task Waits_OfOneName_GetEventsInTheOrderOfTheirStarts([Values] bool crashes)
    {
        var execution = await ParkedAsync(async ctx =>
        {
            var waits = Enumerable.Range(0, 4).Select(_ => ctx.WaitForEventAsync<int>("n")).ToList();
            await ctx.WhenAllAsync(waits);
            return $"{await waits[0]} {await waits[1]} {await waits[2]} {await waits[3]}";
        });

        await execution.RaiseEventAsync("n", "10");
        await execution.RaiseEventAsync("n", "11");
        await CrashAsync(crashes, execution);
        await execution.RaiseEventAsync("n", "12");
        await execution.RaiseEventAsync("n", "13");

        (await OutcomeOf(execution)).Value<string>().Should().Be("10 11 12 13");
    }

    [Test]
    public async Task Event_RaisedTwiceWithOneId_IsRaisedOnce([Values] bool crashes, [Values] bool isTakenBefore)
    {
        var execution = await ParkedAsync(async ctx =>
        {
            var first = isTakenBefore ? await ctx.WaitForEventAsync<int>("n") : 0;
            await ctx.WaitAsync("hold", TimeSpan.FromHours(1));
            return $"{(isTakenBefore ? first : await ctx.WaitForEventAsync<int>("n"))} {await ctx.WaitForEventAsync<int>("n")}";
        });

        await execution.RaiseEventAsync("n", "1", "once");
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await CrashAsync(crashes, execution);
        await execution.RaiseEventAsync("n", "1", "once");
        await execution.RaiseEventAsync("n", "2", "another");
        Host.AutoAdvance = true;

        (await OutcomeOf(execution)).Value<string>().Should().Be("1 2");
    }

    [Test]
    public async Task WaitForEvent_InARace_WinsOrGoesOnWaiting()
    {
        var execution = await ParkedAsync(async ctx =>
        {
            var approval = ctx.WaitForEventAsync<string>("approved");
            var reminders = 0;
            while (await ctx.WhenAnyAsync(approval, ctx.WaitAsync(TimeSpan.FromDays(1))) != 0)
            {
                reminders++;
            }

            return $"{await approval} after {reminders}";
        });
        for (var day = 0; day < 2; day++)
        {
            Host.Clock.Advance(TimeSpan.FromDays(1));
            await execution.WhenQuietAsync().WaitAsync(HangGuard);
        }

        await execution.RaiseEventAsync("approved", "\"yes\"");

        (await OutcomeOf(execution)).Value<string>().Should().Be("yes after 2");
    }

    [Test]
    public async Task WaitForEvent_WithoutAValue_TakesAny()
    {
        var execution = await ParkedAsync(async ctx =>
        {
            await ctx.WaitForEventAsync("go");
            await ctx.WaitForEventAsync("go");
            return await ctx.WaitForEventAsync<string>("text") ?? "none";
        });

        await execution.RaiseEventAsync("go");
        await execution.RaiseEventAsync("go", "{ no JSON");
        await execution.RaiseEventAsync("text", "plain text");

        (await OutcomeOf(execution)).Value<string>().Should().Be("plain text");
    }

    [Test]
    public async Task Raise_ValueThatTheWaitCannotRead_IsRefusedToTheSender([Values] bool ownSerializer)
    {
        var config = new EventConfig { Serializer = ownSerializer ? DurableSerializer.Newtonsoft() : null };
        var execution = await ParkedAsync(ctx => ctx.WaitForEventAsync<int>("n", config));

        if (!ownSerializer || !Host.Traits.SuspendsWhenParked)
        {
            var raise = () => execution.RaiseEventAsync("n", "\"no number\"");

            (await raise.Should().ThrowAsync<PayloadRefusedException>()).Which.ExpectedType.Should().Be<int>();
        }

        await execution.RaiseEventAsync("n", "7");
        (await OutcomeOf(execution)).Value<int>().Should().Be(7);
    }

    [Test]
    public async Task Event_ThatNoWaitCanRead_IsSetAside([Values] bool crashes)
    {
        var execution = await ParkedAsync(async ctx =>
        {
            await ctx.WaitAsync("before", TimeSpan.FromHours(1));
            return await ctx.WaitForEventAsync<int>("n");
        });
        await execution.RaiseEventAsync("n", "\"no number\"");
        await execution.RaiseEventAsync("n", "{\"nor\":1}");

        Host.Clock.Advance(TimeSpan.FromHours(1));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await CrashAsync(crashes, execution);
        await execution.RaiseEventAsync("n", "7");

        (await OutcomeOf(execution)).Value<int>().Should().Be(7);
    }

    [Test]
    public async Task Event_OfABranchThatIsCanceled_IsThereForTheNextWait([Values] bool crashes)
    {
        var execution = await ParkedAsync(async ctx =>
        {
            await ctx.ParallelSettleAsync("race", p =>
            {
                p.Branch("event", b => b.WaitForEventAsync<int>("n"));
                p.Branch("time", async b =>
                {
                    await b.WaitAsync(TimeSpan.FromHours(1));
                    return 0;
                });
            }, new ParallelConfig { MinSuccessful = 1 });
            await ctx.WaitAsync("hold", TimeSpan.FromHours(1));
            return await ctx.WaitForEventAsync<int>("n");
        });
        Host.Clock.Advance(TimeSpan.FromHours(1));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await execution.RaiseEventAsync("n", "5");
        await CrashAsync(crashes, execution);
        Host.AutoAdvance = true;

        (await OutcomeOf(execution)).Value<int>().Should().Be(5);
    }

    [Test]
    public async Task Raise_InAnExecutionThatHasEnded_IsRefused()
    {
        var execution = await ParkedAsync(_ => Task.FromResult(1));
        await OutcomeOf(execution);

        var raise = () => execution.RaiseEventAsync("late");

        (await raise.Should().ThrowAsync<EventRefusedException>()).Which.Should().Match<EventRefusedException>(
            static refused => refused.Reason == EventRefusal.ExecutionEnded && refused.Code == "DP4031");
    }

    [Test]
    public async Task Raise_MoreThanAreKept_IsRefusedUntilSomeAreTaken()
    {
        var execution = await ParkedAsync(async ctx =>
        {
            await ctx.WaitAsync("hold", TimeSpan.FromHours(1));
            await ctx.WaitForEventAsync<string>("n");
            await ctx.WaitAsync("hold", TimeSpan.FromHours(1));
            return 0;
        });
        var large = $"\"{new string('x', 4 * 1024 * 1024)}\"";
        await execution.RaiseEventAsync("n", large);
        var raise = () => execution.RaiseEventAsync("n", large);

        (await raise.Should().ThrowAsync<EventRefusedException>()).Which.Code.Should().Be("DP4032");
        Host.Clock.Advance(TimeSpan.FromHours(1));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await raise.Should().NotThrowAsync();
    }

    [Test]
    public async Task Events_ThatAreDeliveredAgain_AreTakenOnce()
    {
        await OpenAsync(new ContractHostOptions { RepeatsNews = true, AutoAdvance = false });
        var execution = await ParkedAsync(async ctx =>
        {
            await ctx.WaitAsync("before", TimeSpan.FromHours(1));
            var waits = Enumerable.Range(0, 3).Select(_ => ctx.WaitForEventAsync<int>("n")).ToList();
            await ctx.WhenAllAsync(waits);
            return $"{await waits[0]} {await waits[1]} {await waits[2]}";
        });
        foreach (var payload in new[] { "1", "\"no number\"", "2", "\"nor this\"" })
        {
            await execution.RaiseEventAsync("n", payload);
        }

        Host.Clock.Advance(TimeSpan.FromHours(1));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await execution.RaiseEventAsync("n", "3");

        (await OutcomeOf(execution)).Value<string>().Should().Be("1 2 3");
    }

    [Test]
    public async Task WaitForEvent_OtherCodeThanOnRecord_IsDrift()
    {
        SkipWithout();

        var outcome = await RedeployedAsync(
            async ctx =>
            {
                _ = ctx.WaitForEventAsync<int>("n");
                await ctx.StepAsync("s", () => 1);
                return 0;
            },
            async ctx => await ctx.StepAsync("n", () => 1));

        DriftOf(outcome).Should().Contain("event");
    }
}
