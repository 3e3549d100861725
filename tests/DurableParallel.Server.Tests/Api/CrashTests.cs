using System.Text.Json.Nodes;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Serving;
using DurableParallel.Server.Tests.Raw;

namespace DurableParallel.Server.Tests.Api;

/// <summary>A server whose journal is given up, as the end of its process would, after each checkpoint in turn.</summary>
[TestFixture]
internal sealed class CrashTests : ServerFixture
{
    private const string Function = "f";

    protected override DurableServerOptions Options => new() { Functions = [new ServedFunctionOptions { Name = Function }] };

    [Test]
    public async Task Execution_WhoseServerDiesAfterACheckpoint_EndsAsIfItHadNot([Range(1, 6)] int checkpoint)
    {
        var arn = await Client.StartAsync(Function);
        var left = checkpoint;

        while (!await RunAsync(() => --left == 0))
        {
            // Until an invocation has ended the execution.
        }

        var words = RawHistory.Describe(await Client.EventsAsync(arn)).Split(' ');
        words.Where(word => word is not ("I" or "X")).Should().Equal("E+", "C+c", "S+c.a", "S-c.a(1)", "W+w(1)", "W-w", "S-b(1)", "C-c", "ES");
        left.Should().BeLessThanOrEqualTo(0, "the server has died");
    }

    [TestCase("S+a S-a =")]
    [TestCase("S+a,S-a W+w(1) I >1 =")]
    [TestCase("S+a S~a(1) I >1 S-a X !")]
    [TestCase("!")]
    [TestCase("C+c S+c.a S-c.a C-c end")]
    public async Task Execution_WhoseRecordsEndAnywhere_StillHasSomethingThatItGoesOnWith(string script)
    {
        var arn = await Client.StartAsync(Function, name: "e");
        var play = new RawScript(Client, new RawFunction(Client, Function), Clock);
        await play.PlayAsync(script.Replace("end", "", StringComparison.Ordinal));
        if (script.EndsWith("end", StringComparison.Ordinal))
        {
            await play.Invocation!.CheckpointAsync(new JsonObject { ["Id"] = "r", ["Type"] = "EXECUTION", ["Action"] = "SUCCEED" });
        }

        await Client.EndedAsync(arn);

        // Records that are written one after the other may be parted by a crash, whichever they are.
        var records = (await Server.Engine.FindAsync("e"))!.ReadRecords();
        foreach (var length in LengthsBeforeTheEnd(records))
        {
            var operations = ServedOperations.Load(records.AsSpan(0, length));
            (operations.NeedsInvocation || operations.HasUntold || operations.Pending().Any()).Should().BeTrue(
                "of {0} an execution that has {1} of its {2} bytes", script, length, records.Length);
        }
    }

    private static List<int> LengthsBeforeTheEnd(byte[] records)
    {
        var lengths = new List<int>();
        var sequence = new RecordSequence(records);
        while (sequence.MoveNext())
        {
            lengths.Add(sequence.Start);
        }

        RecordCodec.KindOf(sequence.Current).Should().Be(RecordKind.Ended);
        return lengths[1..];
    }

    /// <summary>One invocation, or what there is of it before the server dies. Returns whether it has ended the execution.</summary>
    private async Task<bool> RunAsync(Func<bool> dies)
    {
        var invocation = await new RawFunction(Client, Function).NextAsync();
        var statuses = invocation.Operations.ToDictionary(operation => (string)operation["Id"]!, operation => (string)operation["Status"]!, StringComparer.Ordinal);
        while (true)
        {
            var word = Next(statuses);
            if (word == "=")
            {
                await invocation.SucceedAsync();
                await Client.EndedAsync(invocation.Arn);
                return true;
            }

            if (word == "I")
            {
                await invocation.PendingAsync();
                Clock.Advance(TimeSpan.FromSeconds(1));
                return false;
            }

            foreach (var operation in await invocation.CheckpointAsync(RawScript.Update(word)))
            {
                statuses[(string)operation["Id"]!] = (string)operation["Status"]!;
            }

            if (dies())
            {
                Server.Engine.Kill();
                await CloseAsync();
                await OpenAsync();
                return false;
            }
        }
    }

    private static string Next(Dictionary<string, string> statuses) => statuses switch
    {
        _ when !statuses.ContainsKey("c") => "C+c",
        _ when statuses["c"] == "STARTED" && !statuses.ContainsKey("c-a") => "S+c.a",
        _ when statuses.GetValueOrDefault("c-a") == "STARTED" => "S-c.a",
        _ when !statuses.ContainsKey("w") => "W+w(1)",
        _ when statuses["w"] == "STARTED" => "I",
        _ when !statuses.ContainsKey("b") => "S-b",
        _ when statuses["c"] == "STARTED" => "C-c",
        _ => "=",
    };
}
