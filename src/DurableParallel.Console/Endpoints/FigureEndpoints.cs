using DurableParallel.Console.Api;
using DurableParallel.Console.Http;

namespace DurableParallel.Console.Endpoints;

/// <summary>What the engine does, now and in the last hour.</summary>
internal static class FigureEndpoints
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static void Map(ConsoleRoutes routes)
    {
        routes.Get("figures", "GetFigures", "What the engine does now.", QueryRules.None, static call => Task.FromResult(call.Parts.Figures.Now(call.Engine)));
        routes.Get("figures/history", "GetFiguresHistory", "What the engine did in the last minutes, one point every 5 s.", new QueryRules(QueryParameter.Number("minutes", "1 to 60; 60 by default.")), HistoryAsync);
        routes.Get("figures/functions", "GetFunctionFigures", "The slowest functions, and the operations that were retried most, of the last hour.", QueryRules.None, static call => Task.FromResult(call.Parts.Figures.Functions()));
        routes.GetRaw("figures/live", "StreamFigures", "What the engine does, once a second.", QueryRules.None, StreamAsync, "text/event-stream");
    }

    private static Task<FiguresHistory> HistoryAsync(ConsoleCall call) =>
        Task.FromResult(new FiguresHistory { Points = call.Parts.Figures.Since(TimeSpan.FromMinutes(call.Query.Number("minutes", 60, 1, 60))) });

    private static Task StreamAsync(ConsoleCall call) => EventStream.RunAsync(call, async stream =>
    {
        while (true)
        {
            await stream.SendAsync("figures", call.Parts.Figures.Now(call.Engine)).ConfigureAwait(false);
            await stream.WaitAsync(Pause).ConfigureAwait(false);
        }
    });
}
