using System.Text.Encodings.Web;
using System.Text.Json;
using DurableParallel.Console.Api;
using DurableParallel.Console.Http;
using DurableParallel.Console.Timeline;
using DurableParallel.Engine;
using DurableParallel.Engine.History;

namespace DurableParallel.Console.Endpoints;

/// <summary>The history of an execution: in pages, as it grows, and as a file.</summary>
internal static class HistoryEndpoints
{
    private const int LargestPage = 1000;
    private const int LargestBatch = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly QueryParameter After = QueryParameter.Number("after", "Only events behind the one of this id.");

    private static readonly QueryRules StreamRules = new(
        new QueryParameter("after", "Only events behind the one of this id; latest for those that come from now on. All by default."));

    private static readonly QueryRules PageRules = new(
        QueryParameter.Number("run", "Of this run; the latest by default."),
        After,
        QueryParameter.Number("limit", "How many at most, 1 to 1000; 200 by default."));

    public static void Map(ConsoleRoutes routes)
    {
        routes.Get("executions/{name}/history", "GetHistory", "A page of the history, the oldest event first.", PageRules, PageAsync);
        routes.GetRaw("executions/{name}/history/stream", "StreamHistory", "The history as it grows, until the execution has ended.", StreamRules, StreamAsync, "text/event-stream");
        routes.GetRaw("executions/{name}/history/export", "ExportHistory", "The history as the file that HistoryReplay.Verify reads.", QueryRules.None, ExportAsync);
    }

    private static async Task<Page<HistoryItem>> PageAsync(ConsoleCall call)
    {
        var after = call.Query.Number("after", 0, 0, int.MaxValue);
        var limit = call.Query.Number("limit", 200, 1, LargestPage);
        var run = call.Query.NumberOrNull("run", 1, int.MaxValue);
        var execution = await call.ExecutionAsync().ConfigureAwait(false);
        IReadOnlyList<HistoryEvent> events;
        Func<HistoryEvent, OperationNode?>? find = null;
        if (run is { } number && number != execution.RunNumber)
        {
            events = await execution.GetHistoryAsync(number, call.Aborted).ConfigureAwait(false);
        }
        else
        {
            var view = await call.Parts.Views.GetAsync(execution, call.Aborted).ConfigureAwait(false);
            (events, find) = (view.Events, e => view.OperationOf(e)?.Node);
        }

        // Ids are places in the list, from 1.
        var items = new HistoryItems(PayloadOwner.Of(execution), call.Payloads, find);
        var page = events.Skip(after).Take(limit).Select(items.Of).ToList();
        return new Page<HistoryItem>(page, after + page.Count < events.Count && page.Count > 0 ? $"{page[^1].Id}" : null);
    }

    private static async Task StreamAsync(ConsoleCall call)
    {
        var isLatest = call.Query.Text("after") == "latest";
        var after = isLatest ? 0 : call.Query.Number("after", 0, 0, int.MaxValue);
        var execution = await call.ExecutionAsync().ConfigureAwait(false);
        if (isLatest)
        {
            after = (await call.Parts.Views.GetAsync(execution, call.Aborted).ConfigureAwait(false)).Events.Count;
        }

        await EventStream.RunAsync(call, async stream =>
        {
            long version = -1;
            while (true)
            {
                // The status first: what it says of the end is then among the events that are read.
                var status = execution.Status;
                if (execution.HistoryVersion is var now && now != version)
                {
                    version = now;
                    after = await SendNewAsync(call, stream, execution, after).ConfigureAwait(false);
                }

                if (status is not (ExecutionStatus.Running or ExecutionStatus.Blocked or ExecutionStatus.ContinuedAsNew))
                {
                    await stream.SendAsync("end", new EndedNotice { Status = status }).ConfigureAwait(false);
                    return;
                }

                await stream.WaitAsync(Pause).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
    }

    private static async Task<int> SendNewAsync(ConsoleCall call, EventStream stream, ExecutionHandle execution, int after)
    {
        var view = await call.Parts.Views.GetAsync(execution, stream.Ended).ConfigureAwait(false);
        if (view.Events.Count < after)
        {
            // Another run has begun, whose events are counted anew.
            after = 0;
        }

        var items = new HistoryItems(view.Owner, call.Payloads, e => view.OperationOf(e)?.Node);
        while (after < view.Events.Count)
        {
            IReadOnlyList<HistoryItem> batch = [.. view.Events.Skip(after).Take(LargestBatch).Select(items.Of)];
            await stream.SendAsync("history", batch).ConfigureAwait(false);
            after += batch.Count;
        }

        return after;
    }

    private static async Task ExportAsync(ConsoleCall call)
    {
        if (call.Parts.Options.PayloadView is not null)
        {
            throw ApiRefusal.Forbidden("An export has the payloads as they are on record, and the application's PayloadView decides what is shown of them. Save the history in a program: HistoryReplay.SaveAsync.");
        }

        var execution = await call.ExecutionAsync().ConfigureAwait(false);
        var events = await execution.GetHistoryAsync(call.Aborted).ConfigureAwait(false);
        Download.Head(call.Http.Response, $"{execution.Name}.json");
        var writer = new Utf8JsonWriter(call.Http.Response.BodyWriter, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        await using (writer.ConfigureAwait(false))
        {
            writer.WriteStartObject();
            writer.WriteString("DurableExecutionArn", execution.Arn);
            writer.WriteString("DurableExecutionName", execution.Name);
            writer.WriteStartArray("Events");
            var json = new HistoryJson(writer, includeData: true, static invoked => ($"memory/{invoked}", "1"), includeReplayChildren: true);
            foreach (var e in events)
            {
                json.Write(e);
                if (writer.BytesPending > 1 << 16)
                {
                    await writer.FlushAsync(call.Aborted).ConfigureAwait(false);
                    await call.Http.Response.BodyWriter.FlushAsync(call.Aborted).ConfigureAwait(false);
                }
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }
}
