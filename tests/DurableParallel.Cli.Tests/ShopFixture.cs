using DurableParallel.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Cli.Tests;

/// <summary>An application with an engine and a console on a port of this machine.</summary>
internal abstract class ShopFixture
{
    private DirectoryInfo _folder = null!;
    private WebApplication _app = null!;

    protected DurableEngine Engine { get; private set; } = null!;

    protected string Url { get; private set; } = null!;

    protected string Journal => Path.Combine(_folder.FullName, "shop.db");

    /// <summary>Whether the code of "deploy" is another one than that which its executions have begun with.</summary>
    protected bool HasChanged { get; set; }

    [SetUp]
    public async Task SetUpShop()
    {
        _folder = Directory.CreateTempSubdirectory("dpar-");
        HasChanged = false;
        await OpenAsync();
    }

    [TearDown]
    public async Task TearDownShop()
    {
        await CloseAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Ends the application and starts it again on the same journal.</summary>
    protected async Task RestartAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    /// <summary>Runs the program against the console.</summary>
    protected Task<Dpar> RunAsync(params string[] arguments) => Dpar.RunAsync([.. arguments, "--url", Url]);

    protected string FileOf(string name) => Path.Combine(_folder.FullName, name);

    protected async Task EndedAsync(string function, string name)
    {
        var execution = await Engine.StartAsync(function, name);
        await execution.EndedAsync();
    }

    private async Task OpenAsync()
    {
        Engine = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = Journal });
        Register(Engine);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IDurableEngine>(Engine);
        _app = builder.Build();
        _app.MapDurableConsole("/durable");
        await _app.StartAsync();
        Url = _app.Urls.First();
    }

    private async Task CloseAsync()
    {
        await _app.DisposeAsync();
        await Engine.DisposeAsync();
    }

    private void Register(DurableEngine engine)
    {
        engine.Register("greet", static ctx => ctx.StepAsync("say", static () => "hello").AsVoidAsync());
        engine.Register("vote", static async ctx =>
        {
            await using var scope = ctx.Parallel("votes", c => c.MaxConcurrency(1).MinSuccessful(2));
            for (var index = 0; index < 4; index++)
            {
                scope.Branch($"v{index}", b => b.StepAsync("vote", static () => Task.CompletedTask));
            }

            await scope.JoinAsync();
        });
        engine.Register("break", static async ctx => await ctx.StepAsync("parse", static () => throw new FormatException("Row 7 is \u001b[31mred"), new StepConfig { Retry = RetryStrategy.None }));
        engine.Register("ask", static async ctx => await ctx.WaitForCallbackAsync<string>("boss", static (_, _) => { }));
        engine.Register<string, string>("copy", static async (ctx, text) =>
        {
            var read = await ctx.StepAsync("read", () => Task.FromResult(text));
            return await ctx.StepAsync("write", () => Task.FromResult($"{read}!"));
        });
        engine.Register("deploy", async ctx =>
        {
            if (HasChanged)
            {
                await ctx.StepAsync("upload", static () => Task.CompletedTask);
            }
            else
            {
                await ctx.WaitForEventAsync<string>("paid");
            }
        });
        engine.Register<string, string>("sample-function", SampleMethods.GreetAsync);
        engine.Register("listen", static async ctx => await ctx.WaitForEventAsync<string>("paid"));
    }
}
