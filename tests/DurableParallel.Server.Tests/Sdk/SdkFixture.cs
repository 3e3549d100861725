using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DurableParallel.Lambda;
using DurableParallel.Lambda.Runtime;
using DurableParallel.Testing;
using FunctionTable = DurableParallel.Lambda.Runtime.FunctionTable;

namespace DurableParallel.Server.Tests.Sdk;

/// <summary>Functions of this library, run by its own loop against a server, both over HTTP.</summary>
internal abstract partial class SdkFixture : ServerFixture
{
    protected const string Function = "f";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private CancellationTokenSource _stopping = null!;
    private StringWriter _log = null!;
    private Task _worker = Task.CompletedTask;

    protected SdkLines Lines { get; private set; } = null!;

    /// <summary>The lines that the function logged.</summary>
    protected IReadOnlyList<string> Log => _log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    protected override DurableServerOptions Options => new() { Functions = [new ServedFunctionOptions { Name = Function }] };

    [SetUp]
    public void PrepareWorker()
    {
        _stopping = new CancellationTokenSource();
        _log = new StringWriter(CultureInfo.InvariantCulture);
        Lines = new SdkLines();
    }

    [TearDown]
    public async Task StopWorkerAsync()
    {
        await _stopping.CancelAsync();
        await _worker.WaitAsync(Patience);
        _stopping.Dispose();
        await _log.DisposeAsync();
    }

    /// <summary>Runs a case to its end, the time moving on whenever the execution is at rest, and looks at all that it says.</summary>
    protected async Task CheckAsync(SdkCase row)
    {
        Attach((Function, row.Function(Lines)));

        var run = await FinishAsync(await Client.StartAsync(Function, row.Input));

        InOrder(Shown(run, row.History), row).Should().Be(InOrder("E+ " + row.History, row), $"the result is {run.Shown.ToJsonString()}, and the events are {string.Join(Environment.NewLine, run.Events.Select(e => e.ToJsonString()))}");
        if (run.Status == "SUCCEEDED")
        {
            run.Result.Should().Be(row.Result);
        }

        run.Lines.Should().Equal(row.Lines);
        row.More?.Invoke(run);
        VerifyReplay(run, row);
    }

    private static string InOrder(string words, SdkCase row) =>
        row.IsUnordered ? string.Join(' ', words.Split(' ').Order(StringComparer.Ordinal)) : words;

    /// <summary>What the server shows of an execution is a history that the code can be verified with.</summary>
    private static void VerifyReplay(SdkRun run, SdkCase row)
    {
        var path = Path.GetTempFileName();
        try
        {
            var events = new JsonArray([.. run.Events.Select(e => e.DeepClone())]);
            File.WriteAllText(path, new JsonObject { ["Events"] = events }.ToJsonString());
            HistoryReplay.Verify(path, row.Function(new SdkLines()), new HistoryReplayOptions { ExecutionArn = run.Arn }).HasEnded.Should().Be(run.Status != "RUNNING");
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Lets functions run, each under its name, one invocation after the other.</summary>
    protected void Attach(params (string Name, DurableFunction Function)[] functions)
    {
        var environment = new LambdaEnvironment
        {
            RuntimeApi = $"{Client.Server.Authority}/runtime/{string.Join(',', functions.Select(function => function.Name))}",
            Endpoint = Client.Server,
            Region = "eu-west-1",
            Output = TextWriter.Synchronized(_log),
            Clock = new SdkClock(Clock),
        };
        var table = new FunctionTable(functions.Select(function => KeyValuePair.Create(function.Name, function.Function)));
        _worker = DurableLambda.RunAsync(table, null, environment, _stopping.Token);
    }

    /// <summary>Waits for the end. Whenever an execution is at rest, the time moves on to what is due next.</summary>
    protected async Task<SdkRun> FinishAsync(string arn)
    {
        using var late = new CancellationTokenSource(Patience);
        var rests = 1;
        while (true)
        {
            var run = await RestAsync(arn, rests);
            if (run.Status != "RUNNING")
            {
                return run;
            }

            // The end of the execution is written behind that of its last invocation.
            late.IsCancellationRequested.Should().BeFalse($"nothing is due, and the execution has come no further than {run.History}");
            if (NextDue(run.Events) is { } due)
            {
                Clock.AdvanceTo(due);
                rests = run.Events.Count(IsRest) + 1;
            }
        }
    }

    /// <summary>Waits until an execution has ended, or so many of its invocations have answered that it waits.</summary>
    protected async Task<SdkRun> RestAsync(string arn, int rests)
    {
        using var late = new CancellationTokenSource(Patience);
        while (true)
        {
            var shown = (await Client.DescribeAsync(arn)).Json;
            var events = await Client.EventsAsync(arn);
            if ((string?)shown["Status"] != "RUNNING" || (events.Count(IsRest) >= rests && IsRest(events[^1])))
            {
                return new SdkRun(arn, shown, events, Lines.All);
            }

            late.IsCancellationRequested.Should().BeFalse($"it has come no further than {SdkHistory.Describe(events)}");
            await Task.Delay(2);
        }
    }

    /// <summary>An invocation that has failed is followed by another at once; one that has not, waits.</summary>
    private static bool IsRest(JsonObject e) => (string?)e["EventType"] == "InvocationCompleted" && !e["InvocationCompletedDetails"]!.AsObject().ContainsKey("Error");

    private static DateTimeOffset? NextDue(IReadOnlyList<JsonObject> events) => events
        .Where(e => e.ContainsKey("Id"))
        .GroupBy(e => (string)e["Id"]!, StringComparer.Ordinal)
        .Select(operation => operation.Last())
        .Select(DueOf)
        .Min();

    private static DateTimeOffset? DueOf(JsonObject e)
    {
        var type = (string)e["EventType"]!;
        var details = e[$"{type}Details"]!;
        var seconds = type is "WaitStarted" ? details["Duration"] : type is "CallbackStarted" ? details["Timeout"] : details["RetryDetails"]?["NextAttemptDelaySeconds"];
        return seconds is null ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)((decimal)e["EventTimestamp"]! * 1000)).AddSeconds((int)seconds);
    }

    private static string Shown(SdkRun run, string expected) =>
        expected.Contains(";*)", StringComparison.Ordinal) ? Delay().Replace(run.History, ";*)") : run.History;

    [GeneratedRegex(@";\d+\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Delay();
}
