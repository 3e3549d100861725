using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Callbacks;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class CallbackTests(ContractHostKind kind) : ContractFixture(kind)
{
    private readonly CallbackIds _ids = new();

    [Test]
    public async Task Result_OfAParkedExecution_ArrivesWhenTheOutsideCompletesIt()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(AskAsync<int>);
        var id = await _ids.Of("ask").WaitAsync(HangGuard);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        var answer = await Host.SucceedCallbackAsync(id, "42");
        var outcome = await OutcomeOf(execution);

        answer.Should().Be(CallbackAnswer.Accepted);
        outcome.Value<int>().Should().Be(42);
        execution.Operations.Single().Record.Should().BeEquivalentTo(new
        {
            Type = OperationType.Callback,
            SubType = OperationSubTypes.Callback,
            Name = "ask",
            Status = OperationStatus.Succeeded,
            Payload = "42",
        });
    }

    [TestCase("\"yes please\"")]
    [TestCase("yes")]
    [TestCase("{}")]
    public async Task Result_ThatTheFunctionDoesNotAwait_IsRefusedAtTheSender(string payload)
    {
        if (!Host.Traits.KnowsTypes)
        {
            Assert.Ignore("The host does not know what the function awaits.");
        }

        var execution = await StartAsync(AskAsync<bool>);
        var id = await _ids.Of("ask").WaitAsync(HangGuard);

        await Host.Awaiting(host => host.SucceedCallbackAsync(id, payload)).Should().ThrowAsync<DurableException>().WithMessage("*System.Boolean*DP4020*");
        await Host.SucceedCallbackAsync(id, "true");

        (await OutcomeOf(execution)).Value<bool>().Should().BeTrue();
    }

    [Test]
    public async Task Host_WithAnOpenCallbackAndNothingDue_WaitsForTheOutside()
    {
        var execution = await StartAsync(async ctx =>
        {
            var callback = await NotedAsync<int>(ctx, "ask");
            await ctx.WaitAsync(TimeSpan.FromDays(1));
            return await callback.GetResultAsync();
        });
        await UntilAsync(() => execution.Operations.Any(o => o.Record is { Type: OperationType.Wait, IsEnded: true }));

        await Host.SucceedCallbackAsync(await _ids.Of("ask"), "3");

        (await OutcomeOf(execution)).Value<int>().Should().Be(3);
    }

    [TestCase("\"yes\"", "yes")]
    [TestCase(" \"with \\n escapes\" ", "with \n escapes")]
    [TestCase("yes", "yes")]
    [TestCase("\"yes", "\"yes")]
    [TestCase("\"a\" \"b\"", "\"a\" \"b\"")]
    [TestCase("{\"a\":1}", "{\"a\":1}")]
    [TestCase("null", "null")]
    [TestCase("", "")]
    [TestCase(null, null)]
    public async Task Result_OfTypeString_IsAJsonStringOrTheTextItself(string? payload, string? expected)
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx => await (await CompletedAsync<string?>(ctx, payload)).GetResultAsync());

        var seen = payload is "" && !Host.Traits.TakesEmptyPayloads ? null : expected;
        live.Should().Be(seen);
        replayed.Should().Be(seen);
    }

    [Test]
    public async Task Result_WithoutAPayload_IsTheDefaultOfTheType()
    {
        var value = await ValueAsync(async ctx => await (await CompletedAsync<int>(ctx, null)).GetResultAsync());

        value.Should().Be(0);
    }

    [Test]
    public async Task Result_ThatCannotBeReadAsTheType_SaysSo()
    {
        // What a callback with a serializer of its own is given is not checked when it is given.
        var config = new CallbackConfig { Serializer = DurableSerializer.SystemTextJson(new System.Text.Json.JsonSerializerOptions()) };
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var callback = await CompletedAsync<int>(ctx, "no number", config);
            try
            {
                return $"{await callback.GetResultAsync()}";
            }
            catch (DurableException exception)
            {
                return exception.Code;
            }
        });

        live.Should().Be("DP2003");
        replayed.Should().Be("DP2003");
    }

    [Test]
    public async Task Result_WithASerializerOfItsOwn_IsReadByIt()
    {
        var config = new CallbackConfig { Serializer = DurableSerializer.For<string?>(static text => text, static text => text?.ToUpperInvariant()) };

        var value = await ValueAsync(async ctx => await (await CompletedAsync<string?>(ctx, "\"yes\"", config)).GetResultAsync());

        value.Should().Be("\"YES\"");
    }

    [Test]
    public async Task Failure_LiveAndReplayed_ThrowsTheRecordedError()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var callback = await ctx.CreateCallbackAsync<int>("ask");
            await ctx.StepAsync("outside", () => Host.FailCallbackAsync(callback.CallbackId, new DurableError("System.IO.InvalidDataException", "declined", "data")));
            try
            {
                return $"{await callback.GetResultAsync()}";
            }
            catch (CallbackFailedException e)
            {
                return $"{e.GetType().Name} {e.Code} {e.Message} {e.Error.ErrorType} {e.Error.ErrorData} {e.IsCausedBy<InvalidDataException>()}";
            }
        });

        live.Should().Be("CallbackFailedException DP1008 declined System.IO.InvalidDataException data True");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Failure_LeavingTheFunction_IsTheRecordedError()
    {
        var run = await RunAsync(async ctx =>
        {
            var callback = await ctx.CreateCallbackAsync<int>("ask");
            await ctx.StepAsync("outside", () => Host.FailCallbackAsync(callback.CallbackId, new DurableError("Declined", "no")));
            return await callback.GetResultAsync();
        });

        run.Outcome.Status.Should().Be(ContractStatus.Failed);
        run.Outcome.Error!.Should().BeEquivalentTo(new { ErrorType = "Declined", ErrorMessage = "no" });
    }

    [Test]
    public async Task Create_OfACallbackThatHasFailed_DoesNotThrow()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var callback = await ctx.CreateCallbackAsync<int>("ask");
            await ctx.StepAsync("outside", () => Host.FailCallbackAsync(callback.CallbackId, new DurableError("Declined", "no")));
            await ctx.WaitAsync(TimeSpan.FromMinutes(1));
            return callback.CallbackId.Length > 0;
        });

        live.Should().BeTrue();
        replayed.Should().BeTrue();
    }

    [Test]
    public async Task CallbackId_InEveryRun_IsTheSame()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var first = await ctx.CreateCallbackAsync<int>("first");
            var second = await ctx.CreateCallbackAsync<int>("second");
            return (first.CallbackId, second.CallbackId);
        });

        replayed.Should().Be(live);
        live.Item1.Should().NotBe(live.Item2);
    }

    [Test]
    public async Task Result_CompletedBeforeAnybodyAsked_IsKept()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            var callback = await NotedAsync<int>(ctx, "ask");
            await ctx.WaitAsync(TimeSpan.FromHours(1));
            return await callback.GetResultAsync();
        });
        var id = await _ids.Of("ask").WaitAsync(HangGuard);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await Host.SucceedCallbackAsync(id, "7");
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        var early = execution.OutcomeAsync().IsCompleted;
        Host.AutoAdvance = true;

        early.Should().BeFalse("it waits for something else");
        (await OutcomeOf(execution)).Value<int>().Should().Be(7);
    }

    [Test]
    public async Task Result_AskedSeveralTimes_IsTheSameEachTime()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var callback = await ctx.CreateCallbackAsync<int>("ask");
            var first = callback.GetResultAsync();
            var second = callback.GetResultAsync();
            await ctx.StepAsync("outside", () => Host.SucceedCallbackAsync(callback.CallbackId, "5"));
            return $"{await first} {await second} {await callback.GetResultAsync()}";
        });

        live.Should().Be("5 5 5");
        replayed.Should().Be("5 5 5");
    }

    [Test]
    public async Task Result_NeverAskedFor_HoldsNothingUp()
    {
        var run = await RunAsync(async ctx =>
        {
            await ctx.CreateCallbackAsync<int>("ask");
            await ctx.WaitAsync(TimeSpan.FromDays(1));
            return 1;
        });

        run.Value.Should().Be(1);
        run.Operation("ask").Record.Status.Should().Be(OperationStatus.Started);
    }

    [Test]
    public async Task UtcNow_OfACallback_MovesWithItsResultAndNotWithItsCreation()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var callback = await ctx.CreateCallbackAsync<int>("ask", new CallbackConfig { Timeout = TimeSpan.FromHours(2) });
            var created = ctx.UtcNow;
            await ctx.WaitAsync(TimeSpan.FromHours(1));
            await ctx.StepAsync("outside", () => Host.SucceedCallbackAsync(callback.CallbackId, "5"));
            var waited = ctx.UtcNow;
            await ctx.WaitAsync(TimeSpan.FromHours(1));
            await callback.GetResultAsync();
            return (waited - created, ctx.UtcNow - created);
        });

        live.Item1.Should().Be(TimeSpan.FromHours(1));
        live.Item2.Should().Be(TimeSpan.FromHours(2), "the callback ended before, and time does not go back");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Complete_ASecondTime_IsRefusedAndChangesNothing()
    {
        var answers = new List<CallbackAnswer>();

        var value = await ValueAsync(async ctx =>
        {
            var callback = await CompletedAsync<int>(ctx, "1");
            await ctx.StepAsync("again", async () =>
            {
                answers.Add(await Host.SucceedCallbackAsync(callback.CallbackId, "2"));
                answers.Add(await Host.FailCallbackAsync(callback.CallbackId, new DurableError("Late", "late")));
                answers.Add(await Host.HeartbeatCallbackAsync(callback.CallbackId));
            });
            return await callback.GetResultAsync();
        });

        value.Should().Be(1);
        answers.Should().Equal(CallbackAnswer.Closed, CallbackAnswer.Closed, CallbackAnswer.Closed);
    }

    [Test]
    public async Task Complete_AfterTheExecutionHasEnded_IsRefused()
    {
        await RunAsync(async ctx =>
        {
            await NotedAsync<int>(ctx, "ask");
            return 1;
        });

        (await Host.SucceedCallbackAsync(await _ids.Of("ask"), "1")).Should().Be(CallbackAnswer.Closed);
    }

    [Test]
    public async Task Complete_WithAnIdThatIsNone_IsRefused()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(AskAsync<int>);
        CallbackId.TryParse(await _ids.Of("ask").WaitAsync(HangGuard), out var id).Should().BeTrue();
        string[] ids =
        [
            "",
            "no id",
            new string('A', 100_000),
            "====",
            Convert.ToBase64String([0xff, 0xfe, 0x0a, 0x31]),
            new CallbackId("nobody", id!.Operation).ToString(),
            new CallbackId(id.ExecutionName, new OperationId(null, 99)).ToString(),
            new CallbackId(id.ExecutionName, new OperationId(id.Operation, 1)).ToString(),
            new CallbackId(id.ExecutionName + "\n1", id.Operation).ToString(),
        ];

        foreach (var text in ids)
        {
            (await Host.SucceedCallbackAsync(text, "1")).Should().Be(CallbackAnswer.Unknown, "of {0}", text.Length < 100 ? text : "a long text");
            (await Host.HeartbeatCallbackAsync(text)).Should().Be(CallbackAnswer.Unknown);
        }

        (await Host.SucceedCallbackAsync(id.ToString(), "1")).Should().Be(CallbackAnswer.Accepted);
        (await OutcomeOf(execution)).Value<int>().Should().Be(1);
    }

    [Test]
    public async Task Complete_BySeveralAtOnce_ExactlyOneWins()
    {
        const int Racers = 16;
        Host.AutoAdvance = false;
        var execution = await StartAsync(AskAsync<int>);
        var id = await _ids.Of("ask").WaitAsync(HangGuard);

        var answers = await Task.WhenAll(Enumerable.Range(0, Racers).Select(i => Task.Run(() => Host.SucceedCallbackAsync(id, $"{i}")))).WaitAsync(HangGuard);

        answers.Should().HaveCount(Racers).And.OnlyContain(a => a == CallbackAnswer.Accepted || a == CallbackAnswer.Closed);
        answers.Count(a => a == CallbackAnswer.Accepted).Should().Be(1);
        (await OutcomeOf(execution)).Value<int>().Should().Be(Array.IndexOf(answers, CallbackAnswer.Accepted));
    }

    [Test]
    public async Task Complete_AfterARestartOfTheProcess_IsTaken()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(AskAsync<int>);
        var id = await _ids.Of("ask").WaitAsync(HangGuard);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await Host.CrashAsync();
        await Host.RestartAsync();

        var answer = await Host.SucceedCallbackAsync(id, "9").WaitAsync(HangGuard);

        answer.Should().Be(CallbackAnswer.Accepted);
        (await OutcomeOf(execution)).Value<int>().Should().Be(9);
    }

    [Test]
    public async Task Complete_ThenCrash_TheResultIsDurable()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(AskAsync<int>);
        var id = await _ids.Of("ask").WaitAsync(HangGuard);

        await Host.SucceedCallbackAsync(id, "9");
        await Host.CrashAsync();
        await Host.RestartAsync();

        (await OutcomeOf(execution)).Value<int>().Should().Be(9);
    }

    [Test]
    public async Task Name_ThatIsNotValid_IsRefused()
    {
        var seen = await ValueAsync(async ctx =>
        {
            try
            {
                await ctx.CreateCallbackAsync<int>("");
                return "accepted";
            }
            catch (ArgumentException)
            {
                return "refused";
            }
        });

        seen.Should().Be("refused");
    }

    [Test]
    public async Task Result_AskedForInAStep_IsRefused()
    {
        var seen = await ValueAsync(async ctx =>
        {
            var callback = await ctx.CreateCallbackAsync<int>("ask");
            return await ctx.StepAsync("wrong", () =>
            {
                try
                {
                    _ = callback.GetResultAsync();
                    return "accepted";
                }
                catch (InvalidOperationException exception)
                {
                    return exception.Message;
                }
            });
        });

        seen.Should().Contain("'ask'").And.Contain("step 'wrong'");
    }

    [Test]
    public async Task Result_AskedForAfterTheCreatingContextHasEnded_IsRefused()
    {
        var seen = await ValueAsync(async ctx =>
        {
            DurableCallback<int>? callback = null;
            await ctx.RunInChildContextAsync("child", async child =>
            {
                callback = await NotedAsync<int>(child, "ask");
            });
            try
            {
                return $"{await callback!.GetResultAsync()}";
            }
            catch (InvalidOperationException exception)
            {
                return exception.Message;
            }
        });

        seen.Should().Contain("'ask'").And.Contain("child context 'child'");
    }

    [Test]
    public async Task Result_AskedForByWhatABodyLeftBehind_IsRefused()
    {
        var gate = new Gate();

        var seen = await ValueAsync(async ctx =>
        {
            var callback = await ctx.CreateCallbackAsync<int>("ask");
            Task<string>? left = null;
            await ctx.RunInChildContextAsync("child", _ =>
            {
                left = LeftBehindAsync(callback);
                return Task.FromResult(1);
            });
            gate.Open();
            return await left!;
        });

        seen.Should().Contain("'ask'").And.Contain("child context 'child'").And.Contain("ended");

        async Task<string> LeftBehindAsync(DurableCallback<int> callback)
        {
            await gate.Opened;
            try
            {
                return $"{await callback.GetResultAsync()}";
            }
            catch (InvalidOperationException exception)
            {
                return exception.Message;
            }
        }
    }

    [Test]
    public async Task Complete_BelowAChildContextThatHasEnded_IsRefused()
    {
        var answer = await ValueAsync(async ctx =>
        {
            await ctx.RunInChildContextAsync("child", async child =>
            {
                await NotedAsync<int>(child, "ask");
                return 1;
            });
            return await ctx.StepAsync("outside", async () => await Host.SucceedCallbackAsync(await _ids.Of("ask"), "1"));
        });

        answer.Should().Be(CallbackAnswer.Closed);
    }

    [Test]
    public async Task CreateCallback_WithoutAResult_WaitsAndDoesNotLookAtThePayload()
    {
        var run = await RunAsync(async ctx =>
        {
            var done = await ctx.CreateCallbackAsync("done");
            var failed = await ctx.CreateCallbackAsync("failed", new CallbackConfig { Timeout = TimeSpan.FromDays(1) });
            var late = await ctx.CreateCallbackAsync("late", new CallbackConfig { Timeout = TimeSpan.FromSeconds(5) });
            await ctx.StepAsync("outside", async () =>
            {
                await Host.SucceedCallbackAsync(done.CallbackId, "{\"not\":\"looked at\"}");
                await Host.FailCallbackAsync(failed.CallbackId, new DurableError("Declined", "by the customer"));
            });
            await ctx.WaitAsync("later", TimeSpan.FromSeconds(1));
            await done.WaitAsync();
            await done.WaitAsync();
            try
            {
                await failed.WaitAsync();
            }
            catch (CallbackFailedException declined)
            {
                try
                {
                    await late.WaitAsync();
                }
                catch (CallbackTimedOutException)
                {
                    return declined.Message;
                }
            }

            return "neither";
        });

        run.Value.Should().Contain("by the customer");
    }

    private async Task<T> AskAsync<T>(DurableContext ctx) => await (await NotedAsync<T>(ctx, "ask")).GetResultAsync();

    private async Task<DurableCallback<T>> NotedAsync<T>(DurableContext ctx, string name, CallbackConfig? config = null)
    {
        var callback = await ctx.CreateCallbackAsync<T>(name, config);
        _ids.Note(name, callback.CallbackId);
        return callback;
    }

    private async Task<DurableCallback<T>> CompletedAsync<T>(DurableContext ctx, string? payload, CallbackConfig? config = null)
    {
        var callback = await ctx.CreateCallbackAsync<T>("ask", config);
        await ctx.StepAsync("outside", () => Host.SucceedCallbackAsync(callback.CallbackId, payload));
        return callback;
    }
}
