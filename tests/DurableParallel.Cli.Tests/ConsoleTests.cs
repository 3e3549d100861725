using DurableParallel.Engine;

namespace DurableParallel.Cli.Tests;

/// <summary>Commands against a console that an application has mapped.</summary>
internal sealed class ConsoleTests : ShopFixture
{
    [Test]
    public async Task List_Filters_ChooseExecutions()
    {
        await EndedAsync("greet", "greet-1");
        await EndedAsync("break", "break-1");
        await EndedAsync("greet", "greet-2");

        (await RunAsync("list")).Lines.Select(static line => line.Split('\t')[0]).Should().Equal("greet-2", "break-1", "greet-1");
        (await RunAsync("list", "greet-", "--oldest", "--json")).Objects.Select(static item => item.GetProperty("name").GetString()).Should().Equal("greet-1", "greet-2");
        (await RunAsync("list", "--status", "Failed")).Lines.Should().ContainSingle().Which.Should().StartWith("break-1\tbreak\tFailed\t");
        (await RunAsync("list", "--limit", "1")).Lines.Should().HaveCount(1);
        (await RunAsync("list", "--counts", "--json")).Objects[0].GetProperty("byStatus").GetProperty("Succeeded").GetInt32().Should().Be(2);
        (await RunAsync("list", "--status", "Fialed")).ExitCode.Should().Be(2);
        (await RunAsync("list", "--started-after", "yesterday")).Errors.Should().StartWith("--started-after needs a time");
    }

    [Test]
    public async Task Show_NameBeginningOrArn_IsTheSameExecution()
    {
        await EndedAsync("greet", "greet-1");
        var arn = (await Engine.FindAsync("greet-1"))!.Arn;

        var byName = await RunAsync("show", "greet-1", "--json");

        byName.ExitCode.Should().Be(0, byName.Errors);
        byName.Objects[0].GetProperty("status").GetString().Should().Be("Succeeded");
        (await RunAsync("show", "gree", "--json")).Output.Should().Be(byName.Output);
        (await RunAsync("show", arn, "--json")).Output.Should().Be(byName.Output);
    }

    [Test]
    public async Task Show_BeginningOfSeveralOrOfNone_SaysSo()
    {
        await EndedAsync("greet", "greet-1");
        await EndedAsync("greet", "greet-2");

        (await RunAsync("show", "greet")).Should().Be(new Dpar(2, "", "Several executions begin with 'greet': greet-2, greet-1. Give more of the name.\n"));
        (await RunAsync("show", "nothing")).ExitCode.Should().Be(3);
    }

    [Test]
    public async Task Show_HostileText_CannotSteerTheTerminal()
    {
        await EndedAsync("break", "break-1");

        var run = await RunAsync("show", "break-1");

        run.Output.Should().Contain("Row 7 is \\u001b[31mred").And.NotContain("\u001b");
        (await RunAsync("tree", "break-1")).Output.Should().NotContain("\u001b");
        (await RunAsync("history", "break-1", "--json")).Output.Should().NotContain("\u001b");
    }

    [Test]
    public async Task HistoryAndTree_OfAScope_HaveItsBranches()
    {
        await EndedAsync("vote", "vote-1");

        (await RunAsync("tree", "vote-1", "--json")).Objects.Select(static row => (row.GetProperty("path").GetString(), row.GetProperty("depth").GetInt32()))
            .Should().Equal(("votes", 0), ("votes/v0", 1), ("votes/v0/vote", 2), ("votes/v1", 1), ("votes/v1/vote", 2));
        (await RunAsync("tree", "vote-1", "--depth", "1")).Lines.Should().ContainSingle();
        var history = await RunAsync("history", "vote-1", "--json");
        history.Objects[0].GetProperty("type").GetString().Should().Be("ExecutionStarted");
        (await RunAsync("history", "vote-1", "--limit", "2")).Lines.Should().HaveCount(2);
    }

    [Test]
    public async Task Tail_ExecutionThatEndsMeanwhile_PrintsItsEventsAndItsEnd()
    {
        var execution = await Engine.StartAsync("listen", "listen-1");

        var tail = RunAsync("tail", "listen-1", "--json");
        await Engine.RaiseEventAsync("listen-1", "paid", "yes");
        var run = await tail;

        run.ExitCode.Should().Be(0, run.Errors);
        run.Objects[^1].GetProperty("status").GetString().Should().Be("Succeeded");
        run.Objects.Select(static e => e.TryGetProperty("type", out var type) ? type.GetString() : "end").Should().StartWith("ExecutionStarted").And.Contain("EventReceived");
        execution.Status.Should().Be(ExecutionStatus.Succeeded);
    }

    [Test]
    public async Task Tail_OfOneThatFailed_EndsWith1()
    {
        await EndedAsync("break", "break-1");

        (await RunAsync("tail", "break-1")).ExitCode.Should().Be(1);
    }

    [Test]
    public async Task Start_WithTagsAndFollow_RunsToItsEnd()
    {
        var run = await RunAsync("start", "greet", "greet-1", "--tag", "customer=42", "--follow", "--json");

        run.ExitCode.Should().Be(0, run.Errors);
        run.Objects[0].GetProperty("name").GetString().Should().Be("greet-1");
        (await Engine.FindAsync("greet-1"))!.Tags.Should().Contain("customer", "42");
        (await RunAsync("start", "greet", "greet-2", "--tag", "customer")).ExitCode.Should().Be(2);
        (await RunAsync("start", "nothing", "nothing-1")).ExitCode.Should().BeOneOf(2, 3, 4);
    }

    [Test]
    public async Task Callbacks_ListedAndAnswered_LetExecutionsGoOn()
    {
        foreach (var name in (string[])["ask-1", "ask-2", "ask-3"])
        {
            await Engine.StartAsync("ask", name);
            await OpenCallbackAsync(name);
        }

        var listed = await RunAsync("callbacks", "--json");
        listed.Objects.Should().HaveCount(3);
        var id = (await RunAsync("callbacks", "ask-1", "--json")).Objects[0].GetProperty("id").GetString()!;

        (await RunAsync("heartbeat", id)).ExitCode.Should().Be(0);
        (await RunAsync("complete", id, "\"yes\"")).ExitCode.Should().Be(0);
        (await RunAsync("complete", "ask-2", "\"yes\"")).ExitCode.Should().Be(0);
        (await RunAsync("fail", "ask-3", "no", "--type", "Boss")).ExitCode.Should().Be(0);

        (await (await Engine.FindAsync("ask-1"))!.EndedAsync()).Should().Be(ExecutionStatus.Succeeded);
        (await (await Engine.FindAsync("ask-2"))!.EndedAsync()).Should().Be(ExecutionStatus.Succeeded);
        (await (await Engine.FindAsync("ask-3"))!.EndedAsync()).Should().Be(ExecutionStatus.Failed);
        (await RunAsync("complete", "ask-1")).ExitCode.Should().Be(3);
    }

    [Test]
    public async Task StopCancelRetryPurge_OfOneOrOfMany_AreDone()
    {
        foreach (var name in (string[])["listen-1", "listen-2", "listen-3", "listen-4"])
        {
            await Engine.StartAsync("listen", name);
        }

        (await RunAsync("stop", "listen-1", "--message", "enough")).Output.Should().Be("stopped\tlisten-1\n");
        (await RunAsync("cancel", "listen-2", "--reason", "enough")).ExitCode.Should().Be(0);
        await (await Engine.FindAsync("listen-2"))!.EndedAsync();
        (await RunAsync("stop", "--function", "listen", "--status", "Running")).Should().Be(new Dpar(2, "", "stop 2 executions? Give --yes where there is no terminal to ask in.\n"));
        (await RunAsync("stop", "--function", "listen", "--status", "Running", "--yes", "--json")).Output.Should().Be("{\"action\":\"stop\",\"count\":2}\n");
        (await RunAsync("stop")).ExitCode.Should().Be(2);

        await EndedAsync("break", "break-1");
        (await RunAsync("retry", "break-1")).ExitCode.Should().Be(0);
        await (await Engine.FindAsync("break-1"))!.EndedAsync();
        (await RunAsync("purge", "break-1")).ExitCode.Should().Be(0);
        (await RunAsync("retry", "listen-1")).ExitCode.Should().BeOneOf(0, 4);
    }

    [Test]
    public async Task Raise_Event_IsTakenByTheExecution()
    {
        await Engine.StartAsync("listen", "listen-1");

        (await RunAsync("raise", "listen-1", "paid", "\"yes\"")).ExitCode.Should().Be(0);

        (await (await Engine.FindAsync("listen-1"))!.EndedAsync()).Should().Be(ExecutionStatus.Succeeded);
    }

    [Test]
    public async Task WhatIf_OfTheOnlyScope_SaysWhatWouldHaveHappened()
    {
        await EndedAsync("vote", "vote-1");

        var run = await RunAsync("whatif", "vote-1", "--min-successful", "none", "--json");
        run.ExitCode.Should().Be(0, run.Errors);
        run.Objects[0].GetProperty("reason").GetString().Should().Be("AllCompleted");
        (await RunAsync("whatif", "vote-1", "votes")).Output.Should().Contain("Decided after").And.Contain("2 of 2 needed had succeeded");
        (await RunAsync("whatif", "vote-1", "--sweep", "1,2,0", "--json")).Objects.Should().HaveCount(3);
        (await RunAsync("whatif", "vote-1", "--max-concurrency", "0")).ExitCode.Should().Be(2);
        (await RunAsync("whatif", "vote-1", "--max-concurrency", "many")).ExitCode.Should().Be(2);
        (await RunAsync("whatif", "vote-1", "nothing")).ExitCode.Should().Be(3);
    }

    [Test]
    public async Task Others_OfAShopWithoutTrouble_AnswerWith0()
    {
        await EndedAsync("greet", "greet-1");

        foreach (var command in (string[])["blocked", "schedules", "functions", "stats"])
        {
            var run = await RunAsync(command, "--json");
            run.ExitCode.Should().Be(0, $"{command}: {run.Errors}");
        }

        (await RunAsync("stats")).Output.Should().Contain("executions\t1");
        (await RunAsync("schedules", "pause", "nothing")).ExitCode.Should().Be(3);
        (await RunAsync("schedules", "paint", "nothing")).ExitCode.Should().Be(2);
    }

    [Test]
    public async Task Complete_NameOfAnExecution_IsSuggested()
    {
        await EndedAsync("greet", "greet-1");
        var line = $"dpar --url {Url} show gr";

        (await Dpar.RunAsync($"[suggest:{line.Length}]", line)).Lines.Should().Contain("greet-1");
    }

    private async Task OpenCallbackAsync(string name)
    {
        var execution = (await Engine.FindAsync(name))!;
        while ((await execution.GetOpenCallbacksAsync()).Count == 0)
        {
            await Task.Yield();
        }
    }
}
