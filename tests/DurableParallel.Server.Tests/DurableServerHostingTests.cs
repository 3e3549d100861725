using DurableParallel.Server.Tests.Raw;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DurableParallel.Server.Tests;

/// <summary>The server as a part of a program.</summary>
[TestFixture]
internal sealed class DurableServerHostingTests
{
    [Test]
    public async Task Program_WithAServerInIt_AnswersItsOwnRequestsAndThoseOfTheServer()
    {
        using var journal = new TempJournal();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddDurableServer(server =>
        {
            server.JournalPath = journal.Path;
            server.Functions = [new ServedFunctionOptions { Name = "f", Handler = AnswerAsync }];
        });
        await using var app = builder.Build();
        app.UseDurableServer();
        app.Map("/mine", () => "mine");
        await app.StartAsync();
        using var client = new RawClient(new Uri(app.Urls.First()));

        var invoked = await client.InvokeAsync("f");
        var mine = await client.GetAsync("/mine");
        var waiting = client.GetAsync("/runtime/other/2018-06-01/runtime/invocation/next");
        await app.StopAsync();

        invoked.Body.Should().Be("7");
        mine.Body.Should().Be("mine");
        await waiting.Invoking(task => task).Should().ThrowAsync<HttpRequestException>("whoever waits for an event is let go");
    }

    [Test]
    public void Options_OfTheConfiguration_AreBound()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(
        [
            new("Server:JournalPath", "orders.db"),
            new("Server:RetryDelay", "00:00:05"),
            new("Server:Profile", "Local"),
            new("Server:Keys:BearerToken", "secret"),
            new("Server:Functions:0:Name", "score"),
            new("Server:Functions:0:Endpoint", "http://localhost:8080"),
            new("Server:Functions:0:InvocationTimeout", "00:01:00"),
        ]);
        builder.Services.Configure<DurableServerOptions>(builder.Configuration.GetSection("Server"));
        builder.Services.AddDurableServer(server => server.MaxFailedInvocations = 2);
        using var provider = builder.Services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<DurableServerOptions>>().Value;

        options.Should().BeEquivalentTo(new
        {
            JournalPath = "orders.db",
            RetryDelay = TimeSpan.FromSeconds(5),
            Profile = ServerProfile.Local,
            Keys = new { BearerToken = "secret" },
            MaxFailedInvocations = 2,
            Functions = new[] { new { Name = "score", Endpoint = new Uri("http://localhost:8080"), InvocationTimeout = TimeSpan.FromMinutes(1) } },
        });
    }

    private static Task<Stream> AnswerAsync(FunctionRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new MemoryStream("""{"Status":"SUCCEEDED","Result":"7"}"""u8.ToArray()));
}
