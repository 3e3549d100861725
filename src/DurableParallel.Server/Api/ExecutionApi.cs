using System.Globalization;
using System.Text.Json;
using DurableParallel.Engine;
using DurableParallel.Engine.History;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Serving;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Wire;

namespace DurableParallel.Server.Api;

/// <summary>What requests ask of executions: to be shown, listed and stopped.</summary>
internal sealed class ExecutionApi(IServedExecutions executions, ExecutionFinder finder)
{
    private const int ErrorBodyLimit = 256 * 1024;
    private const int DefaultPage = 100;
    private const int LargestPage = 1000;
    private const int MostStatuses = 10;

    public Task GetAsync(ApiRequest request, string arn)
    {
        var execution = finder.Find(arn);
        var facts = execution.ReadFacts();
        var ended = facts.EndedAt is null ? null : execution.ReadEnd();
        return ApiResponse.WriteAsync(request.Http, writer =>
        {
            writer.WriteStartObject();
            WriteCommon(writer, execution.Arn, execution.Name, execution.FunctionName, execution.Version, StatusOf(facts.Status));
            writer.WriteNumber("StartTimestamp", HistoryJson.Seconds(DateTimeOffset.FromUnixTimeMilliseconds(facts.StartedAt)));
            writer.WriteString("Version", execution.Version);
            if (execution.ReadInput() is { } input)
            {
                writer.WriteString("InputPayload", input);
            }

            if (facts.EndedAt is { } endedAt)
            {
                writer.WriteNumber("EndTimestamp", HistoryJson.Seconds(DateTimeOffset.FromUnixTimeMilliseconds(endedAt)));
            }

            WriteEnd(writer, ended);
            writer.WriteEndObject();
        });
    }

    public Task GetHistoryAsync(ApiRequest request, string arn)
    {
        var includeData = request.QueryFlag("IncludeExecutionData", otherwise: true);
        var isReverse = request.QueryFlag("ReverseOrder", otherwise: false);
        var count = PageSize(request);
        var from = PageMarker.Read(request.Query("Marker"));
        var execution = finder.Find(arn);
        var events = execution.ReadHistory();
        var ordered = isReverse ? events.Reverse() : events;
        var next = from + count;
        return ApiResponse.WriteAsync(request.Http, writer =>
        {
            var json = new HistoryJson(writer, includeData, executions.Describe) { Execution = (execution.Id, execution.Name) };
            writer.WriteStartObject();
            writer.WriteStartArray("Events");
            foreach (var e in ordered.Skip(from).Take(count))
            {
                json.Write(e);
            }

            writer.WriteEndArray();
            if (next < events.Count)
            {
                writer.WriteString("NextMarker", PageMarker.Write(next));
            }

            writer.WriteEndObject();
        });
    }

    public async Task StopAsync(ApiRequest request, string arn)
    {
        var body = await request.ReadBodyAsync(ErrorBodyLimit).ConfigureAwait(false);
        var error = WireErrors.Read(body);
        var execution = finder.Find(arn);
        var stopped = await execution.StopAsync(error is null || WireErrors.SaysNothing(error) ? null : ErrorTrimmer.Trim(error), request.Aborted).ConfigureAwait(false);
        await ApiResponse.WriteAsync(request.Http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("StopTimestamp", HistoryJson.Seconds(stopped));
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public Task ListAsync(ApiRequest request, string functionName)
    {
        var function = FunctionName.Parse(functionName, request.Query("Qualifier"));
        var query = new ExecutionQuery
        {
            FunctionName = function.Name,
            Statuses = Statuses(request),
            NamePrefix = Name(request),
            StartedAfter = Time(request, "StartedAfter"),
            StartedBefore = Time(request, "StartedBefore"),
            Descending = request.QueryFlag("ReverseOrder", otherwise: false),
        };
        IReadOnlyList<ExecutionSummary> page;
        string? next;
        try
        {
            var marker = request.Query("Marker");
            (page, next) = executions.List(query, Name(request), PageSize(request), string.IsNullOrEmpty(marker) ? null : marker, request.Aborted);
        }
        catch (ArgumentException refused)
        {
            throw ApiException.InvalidParameter($"Invalid Marker. {refused.Message}");
        }

        return page.Count > 0 || executions.FindFunction(new FunctionReference(function.Name, function.Version)) is not null
            ? ApiResponse.WriteAsync(request.Http, writer => WriteList(writer, page, next))
            : throw ApiException.NotFound($"Function not found: {FunctionArns.Unqualified(function.Name)}");
    }

    /// <summary>The status as the wire has it; one that waits for a person has not ended.</summary>
    public static string StatusOf(ExecutionStatus status) => status switch
    {
        ExecutionStatus.Succeeded => "SUCCEEDED",
        ExecutionStatus.Failed => "FAILED",
        ExecutionStatus.Stopped or ExecutionStatus.Canceled => "STOPPED",
        ExecutionStatus.TimedOut => "TIMED_OUT",
        _ => "RUNNING",
    };

    private static void WriteList(Utf8JsonWriter writer, IReadOnlyList<ExecutionSummary> page, string? next)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("DurableExecutions");
        foreach (var item in page)
        {
            writer.WriteStartObject();
            WriteCommon(writer, item.Arn, item.Name, item.FunctionName, VersionIn(item.Arn), StatusOf(item.Status));
            writer.WriteNumber("StartTimestamp", HistoryJson.Seconds(item.StartTimestamp));
            if (item.EndTimestamp is { } ended)
            {
                writer.WriteNumber("EndTimestamp", HistoryJson.Seconds(ended));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (next is not null)
        {
            writer.WriteString("NextMarker", next);
        }

        writer.WriteEndObject();
    }

    private static string VersionIn(string arn) => arn.Split(':', '/')[7];

    private static void WriteCommon(Utf8JsonWriter writer, string arn, string name, string functionName, string version, string status)
    {
        writer.WriteString("DurableExecutionArn", arn);
        writer.WriteString("DurableExecutionName", name);
        writer.WriteString("FunctionArn", FunctionArns.Of(functionName, version));
        writer.WriteString("Status", status);
    }

    private static void WriteEnd(Utf8JsonWriter writer, EndedRecord? ended)
    {
        if (ended is { Status: ExecutionStatus.Succeeded, Payload: { } result })
        {
            writer.WriteString("Result", result);
        }

        if (ended is not null && ended.Status != ExecutionStatus.Succeeded && WireErrors.ToWire(ended.Error) is { } error)
        {
            writer.WritePropertyName("Error");
            writer.WriteRawValue(WireJson.Seconds.Write(error));
        }
    }

    private static int PageSize(ApiRequest request) => request.QueryNumber("MaxItems", 0, LargestPage) is > 0 and var count ? count : DefaultPage;

    private static string? Name(ApiRequest request)
    {
        var name = request.Query("DurableExecutionName");
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        InvokeApi.CheckName(name);
        return name;
    }

    private static List<ExecutionStatus> Statuses(ApiRequest request)
    {
        var texts = request.QueryAll("Statuses");
        if (texts.Count > MostStatuses)
        {
            throw ApiException.InvalidParameter($"Statuses must be 1 to {MostStatuses}; found {texts.Count}.");
        }

        var statuses = new List<ExecutionStatus>();
        foreach (var text in texts)
        {
            statuses.AddRange(text switch
            {
                "RUNNING" => [ExecutionStatus.Running, ExecutionStatus.Blocked],
                "SUCCEEDED" => [ExecutionStatus.Succeeded],
                "FAILED" => [ExecutionStatus.Failed],
                "STOPPED" => [ExecutionStatus.Stopped, ExecutionStatus.Canceled],
                "TIMED_OUT" => [ExecutionStatus.TimedOut],
                _ => throw ApiException.InvalidParameter(
                    $"Statuses must be of RUNNING, SUCCEEDED, FAILED, TIMED_OUT, STOPPED; found '{ApiRequest.Shown(text)}'."),
            });
        }

        return statuses;
    }

    private static DateTimeOffset? Time(ApiRequest request, string name)
    {
        var text = request.Query(name);
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            return time;
        }

        throw ApiException.InvalidParameter($"{name} must be a time in ISO 8601, for example 2026-01-31T12:00:00Z; found '{ApiRequest.Shown(text)}'.");
    }
}
