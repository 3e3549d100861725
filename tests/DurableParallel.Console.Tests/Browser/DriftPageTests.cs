using DurableParallel.Engine;
using Microsoft.Playwright;

namespace DurableParallel.Console.Tests.Browser;

/// <summary>An execution whose code was changed while it ran, and the three ways on.</summary>
internal sealed class DriftPageTests : BrowserFixture
{
    private bool _isDeployed;

    protected override void Register(DurableEngine engine)
    {
        base.Register(engine);
        engine.Register("deploy", async ctx =>
        {
            await ctx.StepAsync("build", static () => Task.CompletedTask);
            if (_isDeployed)
            {
                await ctx.WaitForEventAsync<string>("go");
            }
            else
            {
                await ctx.StepAsync("upload", static () => Task.CompletedTask);
            }
        });
    }

    [SetUp]
    public async Task BlockOrder()
    {
        _isDeployed = true;
        await StartAsync("deploy", "order-1");
        await ParkedAsync("order-1");
        _isDeployed = false;
        await ReopenAsync(Register);
        while ((await Engine.ListBlockedAsync()).Count == 0)
        {
            await Task.Yield();
        }

        await GoAsync("#/drift");
    }

    [Test]
    public async Task Drift_ShowsBothSidesAndTheWaysOn()
    {
        await Expect(Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Stored in the journal" })).ToContainTextAsync("go");
        await Expect(Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Asked for by the code" })).ToContainTextAsync("upload");
        await Expect(Page.Locator(".ways li")).ToHaveCountAsync(3);
        await NoViolationAsync("drift desk");
    }

    [Test]
    public async Task Deployed_TheOldVersion_LetsItGoOnOnceItIsUnblocked()
    {
        _isDeployed = true;

        await Button("Deployed: unblock…").ClickAsync();
        await Button("Unblock").ClickAsync();

        await Expect(Page.GetByText("No execution is blocked.")).ToBeVisibleAsync();
        await Engine.RaiseEventWithPayloadAsync("order-1", "go", "\"yes\"");
        (await (await Engine.FindAsync("order-1"))!.EndedAsync()).Should().Be(ExecutionStatus.Succeeded);
    }

    [Test]
    public async Task Fork_BeforeThatOperation_RunsTodaysCodeFromThere()
    {
        await Button("Fork…").ClickAsync();
        await Page.GetByLabel("Name of the new execution").FillAsync("order-2");
        await Button("Fork").ClickAsync();

        await Expect(Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "order-2" })).ToBeVisibleAsync();
        await Expect(TreeItem("build")).ToBeVisibleAsync();
        await PassTimeUntilSeenAsync(TreeItem("upload"));
        (await (await Engine.FindAsync("order-2"))!.EndedAsync()).Should().Be(ExecutionStatus.Succeeded);
        (await Engine.FindAsync("order-1"))!.Status.Should().Be(ExecutionStatus.Blocked, "the source stays as it is");
    }

    [Test]
    public async Task Stop_EndsIt()
    {
        await Button("Stop…").ClickAsync();
        await Button("Stop it").ClickAsync();

        await Expect(Page.GetByText("No execution is blocked.")).ToBeVisibleAsync();
        (await Engine.FindAsync("order-1"))!.Status.Should().Be(ExecutionStatus.Stopped);
    }
}
