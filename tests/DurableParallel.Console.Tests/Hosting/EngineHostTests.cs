using DurableParallel.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Console.Tests.Hosting;

internal sealed class EngineHostTests
{
    [Test]
    public async Task Application_WithAnEngine_IsMappedInOneLine()
    {
        var folder = Directory.CreateTempSubdirectory("durable-console-host-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Console:ReadOnly"] = "true", ["Console:LongestPayloadShown"] = "5", ["Console:AllowedHosts:0"] = "dev.box" });
        builder.Services.AddDurableEngine(engine => engine.Configure(options => options.JournalPath = Path.Combine(folder.FullName, "journal.db")));
        await using (var app = builder.Build())
        {
            DurableConsoleOptions? bound = null;
            app.MapDurableConsole("/durable", options =>
            {
                app.Configuration.GetSection("Console").Bind(options);
                bound = options;
            });
            await app.StartAsync();
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            using var meta = await http.GetAsync($"{app.Urls.First()}/durable/api/meta");

            (await meta.Content.ReadAsStringAsync()).Should().Contain("\"readOnly\":true");
            bound!.LongestPayloadShown.Should().Be(5);
            bound.AllowedHosts.Should().Equal("dev.box");
            app.Services.GetRequiredService<IDurableEngine>().Should().NotBeNull();
            await app.StopAsync();
        }

        folder.Delete(recursive: true);
    }

    [Test]
    public void Options_OutOfTheirRange_AreRefused()
    {
        var options = new DurableConsoleOptions();

        options.Invoking(static o => o.MaxStreams = 0).Should().Throw<ArgumentOutOfRangeException>().WithMessage("MaxStreams must be from 1 to 10000; found 0.*");
        options.Invoking(static o => o.LongestPayloadShown = -1).Should().Throw<ArgumentOutOfRangeException>();
    }
}
