namespace DurableParallel.Server.Tests.Sdk;

/// <summary>What is recorded of waits.</summary>
[TestFixture]
internal sealed class WaitHistoryTests : SdkFixture
{
    private static IEnumerable<SdkCase> Cases() =>
    [
        SdkCase.Of("2-1 a wait", "W+1(2) I W-1 I ES", async context =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(2));
            return "waited";
        }) with
        {
            Result = "\"waited\"",
            More = run =>
            {
                ((int?)run.Details("W-1")["Duration"]).Should().Be(2);
                ((decimal)run.Details("W+1(2)")["ScheduledEndTimestamp"]!).Should().Be((decimal)run.Event("W+1(2)")["EventTimestamp"]! + 2);
                run.Event("W+1(2)").ContainsKey("Name").Should().BeFalse();
            },
        },
        SdkCase.Of("2-2 a named wait", "W+custom_wait_name(2) I W-custom_wait_name I ES", async context =>
        {
            await context.WaitAsync("custom_wait_name", TimeSpan.FromSeconds(2));
            return "waited";
        }) with
        {
            Result = "\"waited\"",
            More = run => ((string?)run.Event("W-custom_wait_name")["Name"]).Should().Be("custom_wait_name"),
        },
        SdkCase.Of("2-3 two waits", "W+wait_1(2) I W-wait_1 W+wait_2(2) I W-wait_2 I ES", async context =>
        {
            await context.WaitAsync("wait-1", TimeSpan.FromSeconds(2));
            await context.WaitAsync("wait-2", TimeSpan.FromSeconds(2));
            return new JsonResult(2);
        }) with
        {
            Result = """{"completedWaits":2}""",
            More = run => ((string?)run.Event("W+wait_1(2)")["Name"]).Should().Be("wait-1"),
        },
    ];

    [TestCaseSource(nameof(Cases))]
    public Task History_OfWaits_IsExact(SdkCase row) => CheckAsync(row);

    [TestCase(60, TestName = "2-4 a minute")]
    [TestCase(3600, TestName = "2-5 an hour")]
    public async Task History_OfALongWait_ShowsItAsStarted(int seconds)
    {
        Attach((Function, DurableFunction.Create(async context => await context.WaitAsync(TimeSpan.FromSeconds(seconds)))));

        var run = await RestAsync(await Client.StartAsync(Function), 1);

        run.History.Should().Be($"E+ W+1({seconds}) I");
        run.Status.Should().Be("RUNNING");
    }

    private sealed record JsonResult([property: Newtonsoft.Json.JsonProperty("completedWaits")] int CompletedWaits);
}
