using System.Reflection;
using DurableParallel.Console.Api;
using DurableParallel.Console.Http;
using DurableParallel.Engine;

namespace DurableParallel.Console.Endpoints;

/// <summary>What console and engine are, and the document of the API.</summary>
internal static class MetaEndpoints
{
    private const string Region = "local";
    private const string Account = "000000000000";

    public static void Map(ConsoleRoutes routes)
    {
        routes.Get("meta", "GetMeta", "What console and engine are.", QueryRules.None, Meta);
        routes.GetRaw("openapi.json", "GetOpenApi", "The document of this API.", QueryRules.None, WriteDocumentAsync, "application/json");
    }

    private static Task<MetaAnswer> Meta(ConsoleCall call) => Task.FromResult(new MetaAnswer
    {
        Product = "DurableParallel",
        Version = typeof(MetaEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "",
        ReadOnly = call.Parts.Options.ReadOnly || call.Engine.IsReadOnly,
        Exports = call.Parts.Options.PayloadView is null,
        Engine = new EngineView { Journal = call.Engine is DurableEngine engine ? Path.GetFileName(engine.JournalPath) : "", Region = Region, Account = Account },
        User = call.Http.User.Identity is { IsAuthenticated: true, Name: { } name } ? name : null,
        Now = call.Parts.Clock.GetUtcNow(),
    });

    private static async Task WriteDocumentAsync(ConsoleCall call)
    {
        using var document = typeof(MetaEndpoints).Assembly.GetManifestResourceStream("openapi.json")!;
        call.Http.Response.ContentType = "application/json; charset=utf-8";
        call.Http.Response.ContentLength = document.Length;
        await document.CopyToAsync(call.Http.Response.Body, call.Aborted).ConfigureAwait(false);
    }
}
