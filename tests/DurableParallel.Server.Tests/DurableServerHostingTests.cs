using DurableParallel.Server.Tests.Raw;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

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
        builder.Services.AddDurableServer(new DurableServerOptions
        {
            JournalPath = journal.Path,
            Functions = [new ServedFunctionOptions { Name = "f", Handler = AnswerAsync }],
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

    private static Task<Stream> AnswerAsync(FunctionRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new MemoryStream("""{"Status":"SUCCEEDED","Result":"7"}"""u8.ToArray()));
}
