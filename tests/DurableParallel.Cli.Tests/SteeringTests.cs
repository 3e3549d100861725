using DurableParallel.Engine;

namespace DurableParallel.Cli.Tests;

/// <summary>What forks and unblocks executions and acts on schedules, against a console and, where that is refused, on a journal's file.</summary>
internal sealed class SteeringTests : ShopFixture
{
    [Test]
    public async Task Fork_AtAnOperation_RunsAnewFromThereUnderItsOwnName()
    {
        await (await Engine.StartAsync("copy", "copy-1", "text")).EndedAsync();

        var forked = await RunAsync("fork", "copy-1", "--at", "write", "--name", "copy-2", "--result", "read=\"other\"", "--json");
        var whole = await RunAsync("fork", "copy-1", "--at", "read", "--name", "copy-3", "--input", "\"third\"");

        forked.ExitCode.Should().Be(0, forked.Errors);
        forked.Objects[0].GetProperty("name").GetString().Should().Be("copy-2");
        whole.Should().Be(new Dpar(0, "forked\tcopy-1\tas\tcopy-3\n", ""));
        (await (await Engine.FindAsync("copy-2"))!.GetResultAsync<string>()).Should().Be("other!");
        (await (await Engine.FindAsync("copy-3"))!.GetResultAsync<string>()).Should().Be("third!");
    }

    [Test]
    public async Task Fork_OfWhatIsNotThere_SaysSo()
    {
        await (await Engine.StartAsync("copy", "copy-1", "text")).EndedAsync();

        (await RunAsync("fork", "copy-1", "--at", "paint", "--name", "copy-2")).ExitCode.Should().Be(3);
        (await RunAsync("fork", "nothing", "--at", "write", "--name", "copy-2")).ExitCode.Should().Be(3);
        (await RunAsync("fork", "copy-1", "--at", "write")).ExitCode.Should().Be(2);
        (await RunAsync("fork", "copy-1", "--at", "write", "--name", "copy-1")).ExitCode.Should().Be(4);
        (await Engine.CountAsync()).Should().Be(1);
    }

    [Test]
    public async Task Unblock_OnceTheCodeFits_LetsTheExecutionGoOn()
    {
        await Engine.StartAsync("deploy", "deploy-1");
        await UntilAsync(async () => (await (await Engine.FindAsync("deploy-1"))!.GetHistoryAsync()).Count > 1);
        HasChanged = true;
        await RestartAsync();
        await UntilAsync(async () => (await Engine.ListBlockedAsync()).Count == 1);
        var blocked = (await RunAsync("blocked", "--json")).Objects.Should().ContainSingle().Subject;

        HasChanged = false;
        var run = await RunAsync("unblock", "deploy-1", "--json");

        blocked.GetProperty("reason").GetString().Should().Be("Drift");
        blocked.GetProperty("stored").GetProperty("name").GetString().Should().Be("paid");
        blocked.GetProperty("asked").GetProperty("name").GetString().Should().Be("upload");
        run.Should().Be(new Dpar(0, "{\"action\":\"unblock\",\"name\":\"deploy-1\"}\n", ""));
        (await RunAsync("raise", "deploy-1", "paid", "\"yes\"")).ExitCode.Should().Be(0);
        (await (await Engine.FindAsync("deploy-1"))!.EndedAsync()).Should().Be(ExecutionStatus.Succeeded);
        (await RunAsync("unblock", "deploy-1")).ExitCode.Should().Be(4);
        (await RunAsync("unblock", "nothing")).ExitCode.Should().Be(3);
    }

    [Test]
    public async Task Schedules_EachAction_IsDone()
    {
        await Engine.Schedules.CreateAsync("nightly", ScheduleSpec.Every("greet", TimeSpan.FromHours(1)));

        (await RunAsync("schedules")).Lines.Should().ContainSingle().Which.Should().StartWith("nightly\tgreet\tevery 60 min\t");
        (await RunAsync("schedules", "pause", "nightly")).Should().Be(new Dpar(0, "pause\tnightly\n", ""));
        (await RunAsync("schedules", "show", "nightly", "--json")).Objects[0].GetProperty("paused").GetBoolean().Should().BeTrue();
        (await RunAsync("schedules", "resume", "nightly", "--json")).Output.Should().Be("{\"action\":\"resume\",\"name\":\"nightly\"}\n");
        (await RunAsync("schedules", "--json")).Objects[0].GetProperty("paused").GetBoolean().Should().BeFalse();
        var triggered = (await RunAsync("schedules", "trigger", "nightly", "--json")).Objects[0].GetProperty("execution").GetString()!;
        (await (await Engine.FindAsync(triggered))!.EndedAsync()).Should().Be(ExecutionStatus.Succeeded);
        (await RunAsync("schedules", "delete", "nightly")).ExitCode.Should().Be(0);
        (await Engine.Schedules.ListAsync()).Should().BeEmpty();
        (await RunAsync("schedules", "trigger", "nightly")).ExitCode.Should().Be(3);
        (await RunAsync("schedules", "pause")).ExitCode.Should().Be(2);
    }

    [Test]
    public async Task Steering_OnTheFile_IsRefusedWith4AndChangesNothing()
    {
        await (await Engine.StartAsync("copy", "copy-1", "text")).EndedAsync();
        await Engine.Schedules.CreateAsync("nightly", ScheduleSpec.Every("greet", TimeSpan.FromHours(1)));

        foreach (var arguments in (string[][])
        [
            ["fork", "copy-1", "--at", "write", "--name", "copy-2"],
            ["unblock", "copy-1"],
            ["schedules", "pause", "nightly"],
            ["schedules", "resume", "nightly"],
            ["schedules", "trigger", "nightly"],
            ["schedules", "delete", "nightly"],
        ])
        {
            (await Dpar.RunAsync([.. arguments, "--journal", Journal])).ExitCode.Should().Be(4, string.Join(' ', arguments));
        }

        (await Dpar.RunAsync("schedules", "--journal", Journal, "--json")).Output.Should().Be((await RunAsync("schedules", "--json")).Output);
        (await Engine.CountAsync()).Should().Be(1);
        (await Engine.Schedules.ListAsync()).Should().ContainSingle().Which.IsPaused.Should().BeFalse();
    }

    private static async Task UntilAsync(Func<Task<bool>> isSoAsync)
    {
        while (!await isSoAsync())
        {
            await Task.Yield();
        }
    }
}
