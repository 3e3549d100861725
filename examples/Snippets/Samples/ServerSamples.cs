using DurableParallel.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace DurableParallel.Snippets.Samples;

/// <summary>A server in a program of one's own.</summary>
internal static class ServerSamples
{
    public static async Task StartAsync(string journal)
    {
        #region ServerStart
        await using var server = await DurableServer.StartAsync(new DurableServerOptions
        {
            JournalPath = journal,
            Urls = ["http://127.0.0.1:0"],
            Functions =
            [
                new ServedFunctionOptions { Name = "approve", Command = "dotnet Approve.dll" },
                new ServedFunctionOptions { Name = "score", Endpoint = new Uri("http://localhost:8080"), IsPlain = true },
            ],
        });
        Console.WriteLine(server.Addresses[0]);
        #endregion
    }

    public static WebApplication Map(string[] arguments, string journal)
    {
        #region ServerMap
        var builder = WebApplication.CreateBuilder(arguments);
        builder.Services.AddDurableServer(server =>
        {
            server.JournalPath = journal;
            server.Functions = [new ServedFunctionOptions { Name = "double", IsPlain = true, Handler = DoubleAsync }];
        });
        var app = builder.Build();
        app.UseDurableServer();
        #endregion
        return app;
    }

    #region ServerHandler
    private static async Task<Stream> DoubleAsync(FunctionRequest request, CancellationToken cancellationToken)
    {
        var number = await System.Text.Json.JsonSerializer.DeserializeAsync<int>(request.Payload, cancellationToken: cancellationToken);
        return new MemoryStream(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(2 * number));
    }
    #endregion
}
