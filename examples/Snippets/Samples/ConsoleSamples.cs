extern alias DurableConsole;

using DurableConsole::DurableParallel.Console;
using DurableConsole::Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DurableParallel.Snippets.Samples;

/// <summary>A console in an application.</summary>
internal static class ConsoleSamples
{
    public static WebApplication Map(string[] arguments, string journal)
    {
        #region ConsoleMap
        var builder = WebApplication.CreateBuilder(arguments);
        builder.Services.AddDurableEngine(engine => engine.JournalPath = journal);
        var app = builder.Build();
        app.MapDurableConsole("/durable");
        #endregion
        return app;
    }

    public static void Authorize(WebApplication app)
    {
        #region ConsoleAuthorize
        app.MapDurableConsole("/durable", console => app.Configuration.GetSection("Console").Bind(console))
            .RequireAuthorization("operators");

        app.MapDurableConsole("/durable-view", console =>
        {
            console.ReadOnly = true;
            console.PayloadView = new WithoutCards();
        }).RequireAuthorization();
        #endregion
    }

    #region ConsolePayloadView
    private sealed class WithoutCards : IPayloadView
    {
        public string? Show(RecordedPayload payload) => payload switch
        {
            { OperationName: "charge" } => null,                                // there is a payload, and nothing of it is shown
            { Kind: PayloadKind.Input, User: var user } when !user.IsInRole("support") => null,
            _ => payload.Text,
        };
    }
    #endregion
}
