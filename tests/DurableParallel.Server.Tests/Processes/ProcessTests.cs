using System.Diagnostics;
using DurableParallel.Server.Tests.Raw;

namespace DurableParallel.Server.Tests.Processes;

/// <summary>Processes that die: the server's, and those of functions.</summary>
[TestFixture]
internal sealed class ProcessTests
{
    private TempJournal _journal = null!;

    [SetUp]
    public void MakeJournal() => _journal = new TempJournal();

    [TearDown]
    public void DeleteJournal() => _journal.Dispose();

    [Test]
    public async Task FunctionProcess_ThatTheServerStartedAndThatDies_IsABrokenInvocation()
    {
        using var server = await ServerProcess.StartAsync(_journal.Path, "--function", "f", "--exec", ServerProcess.Probe);
        using var client = new RawClient(server.Address);

        var reply = await client.InvokeAsync("f", Input(dieAt: 2));

        reply.Body.Should().Be("3");
        var events = await client.EventsAsync(reply.Arn);
        RawHistory.Describe(events).Should().Be("E+ S+s1 S-s1(1) S+s2 X S-s2(1) S+s3 S-s3(1) I ES");
        ((string?)events[4]["InvocationCompletedDetails"]!["Error"]!["Payload"]!["ErrorType"]).Should().Be("Runtime.ExitError");
    }

    [Test]
    public async Task FunctionProcess_ThatTheServerDidNotStartAndThatDies_IsABrokenInvocation()
    {
        using var server = await ServerProcess.StartAsync(_journal.Path, "--function", "f");
        using var client = new RawClient(server.Address);
        var arn = await client.StartAsync("f", Input(dieAt: 2));

        using var first = StartProbe(server, "f");
        await first.WaitForExitAsync();
        using var second = StartProbe(server, "f");
        var ended = await client.EndedAsync(arn);
        second.Kill();
        await second.WaitForExitAsync();

        ((string?)ended["Result"]).Should().Be("3");
        RawHistory.Describe(await client.EventsAsync(arn)).Should().Be("E+ S+s1 S-s1(1) S+s2 X S-s2(1) S+s3 S-s3(1) I ES");
    }

    [Test]
    public async Task Server_KilledWhileExecutionsWaitAndRun_GoesOnWithAll()
    {
        List<string> arns = [];
        using (var server = await ServerProcess.StartAsync(_journal.Path, "--function", "f", "--exec", ServerProcess.Probe))
        {
            using var client = new RawClient(server.Address);
            for (var number = 0; number < 20; number++)
            {
                arns.Add(await client.StartAsync("f", $$"""{"steps":3,"wait":{{1 + (number % 2)}}}""", $"n{number}"));
            }

            server.Kill();
        }

        using var next = await ServerProcess.StartAsync(_journal.Path, "--function", "f", "--exec", ServerProcess.Probe);
        using var again = new RawClient(next.Address);
        foreach (var arn in arns)
        {
            var ended = await again.EndedAsync(arn);

            ((string?)ended["Result"]).Should().Be("3");
            var history = RawHistory.Describe(await again.EventsAsync(arn));
            history.Should().StartWith("E+ S+s1 ").And.EndWith("S-s3(1) I ES");
            history.Split(' ').Where(word => word.Length > 1).Should().OnlyHaveUniqueItems("what was acknowledged is not done again");
        }
    }

    [Test]
    public async Task FunctionProcess_ThatTakesTooLong_IsStartedAgain()
    {
        var mark = _journal.At("mark");
        await using var server = await DurableServer.StartAsync(new DurableServerOptions
        {
            JournalPath = _journal.Path,
            Urls = ["http://127.0.0.1:0"],
            RetryDelay = TimeSpan.Zero,
            Functions = [new ServedFunctionOptions { Name = "f", Command = ServerProcess.Probe, InvocationTimeout = TimeSpan.FromSeconds(3) }],
        });
        using var client = new RawClient(server.Addresses[0]);

        var reply = await client.InvokeAsync("f", $$"""{"steps":2,"hangAt":2,"mark":"{{mark}}"}""");

        reply.Body.Should().Be("2");
        RawHistory.Describe(await client.EventsAsync(reply.Arn)).Should().Be("E+ S+s1 S-s1(1) S+s2 X S-s2(1) I ES");
    }

    [Test]
    public async Task Script_WhoseCallsAreMadeByATool_KeepsItsEventWhenTheToolHasEnded()
    {
        using var server = await ServerProcess.StartAsync(_journal.Path, "--function", "f", "--plain", "f");
        using var client = new RawClient(server.Address);
        using var script = StartScript(server, "respond");

        for (var i = 0; i < 5; i++)
        {
            var reply = await client.InvokeAsync("f", $"{{\"number\":{i}}}");

            reply.Body.Should().Be($"{{\"heard\":{{\"number\":{i}}}}}");
        }

        script.Kill(entireProcessTree: true);
    }

    [Test]
    public async Task Script_ThatAsksForAnotherEventBeforeItHasAnswered_HasLostTheFirst()
    {
        using var server = await ServerProcess.StartAsync(_journal.Path, "--function", "f", "--plain", "f");
        using var client = new RawClient(server.Address);
        using var script = StartScript(server, "forget");

        var reply = await client.InvokeAsync("f", "{}");

        reply.Body.Should().Contain("Runtime.ExitError").And.Contain("before it answered");
        script.Kill(entireProcessTree: true);
    }

    [Test]
    public async Task Server_AskedToEnd_EndsInGoodOrder()
    {
        using var server = await ServerProcess.StartAsync(_journal.Path, "--function", "f", "--exec", ServerProcess.Probe);
        using var client = new RawClient(server.Address);
        await client.StartAsync("f", """{"steps":1,"wait":100}""");

        var code = await server.TerminateAsync();

        code.Should().Be(0);
        await using var engine = await DurableParallel.Engine.DurableEngine.OpenAsync(new DurableParallel.Engine.DurableEngineOptions { JournalPath = _journal.Path });
        engine.Recovery.WasStoppedCleanly.Should().BeTrue();
    }

    [Test]
    public async Task Server_Stopped_EndsTheProcessesThatItStarted()
    {
        var mark = _journal.At("pid");
        await using (var server = await DurableServer.StartAsync(new DurableServerOptions
        {
            JournalPath = _journal.Path,
            Urls = ["http://127.0.0.1:0"],
            Functions = [new ServedFunctionOptions { Name = "f", Command = $"sh -c 'echo $$ > {mark}.new; mv {mark}.new {mark}; sleep 1000'" }],
        }))
        {
            while (!File.Exists(mark))
            {
                await Task.Delay(5);
            }
        }

        var process = int.Parse(await File.ReadAllTextAsync(mark), System.Globalization.CultureInfo.InvariantCulture);
        var finding = () => Process.GetProcessById(process);
        finding.Should().Throw<ArgumentException>("the process is gone");
    }

    private static Process StartProbe(ServerProcess server, string names)
    {
        var info = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "DurableParallel.Server.Probe.dll")]);
        info.Environment["AWS_LAMBDA_RUNTIME_API"] = $"{server.Address.Authority}/runtime/{names}";
        return Process.Start(info)!;
    }

    // As Lambda's guide writes a runtime: a shell whose every call is a process of its own.
    private static Process StartScript(ServerProcess server, string does)
    {
        if (!File.Exists("/usr/bin/curl"))
        {
            Assert.Ignore("There is no /usr/bin/curl here.");
        }

        var info = new ProcessStartInfo("sh", ["-c", """
            headers=$(mktemp)
            while event=$(curl -sS -D "$headers" "$API/invocation/next"); do
              id=$(grep -i Lambda-Runtime-Aws-Request-Id "$headers" | tr -d '[:space:]' | cut -d: -f2)
              [ "$DOES" = forget ] || curl -sS -o /dev/null -d "{\"heard\":$event}" "$API/invocation/$id/response"
            done
            rm "$headers"
            """]);
        info.Environment["API"] = $"http://{server.Address.Authority}/runtime/f/2018-06-01/runtime";
        info.Environment["DOES"] = does;
        return Process.Start(info)!;
    }

    private string Input(int dieAt) => $$"""{"steps":3,"dieAt":{{dieAt}},"mark":"{{_journal.At("mark")}}"}""";
}
