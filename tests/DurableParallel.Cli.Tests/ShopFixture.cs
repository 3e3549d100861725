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

    [SetUp]
    public async Task SetUpShop()
    {
        _folder = Directory.CreateTempSubdirectory("dpar-");
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

    [TearDown]
    public async Task TearDownShop()
    {
        await _app.DisposeAsync();
        await Engine.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Runs the program against the console.</summary>
    protected Task<Dpar> RunAsync(params string[] arguments) => Dpar.RunAsync([.. arguments, "--url", Url]);

    protected string FileOf(string name) => Path.Combine(_folder.FullName, name);

    protected async Task EndedAsync(string function, string name)
    {
        var execution = await Engine.StartAsync(function, name);
        await execution.EndedAsync();
    }

    private static void Register(DurableEngine engine)
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
        engine.Register("listen", static async ctx => await ctx.WaitForEventAsync<string>("paid"));
    }
}
