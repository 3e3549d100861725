using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DurableParallel.Lambda.Runtime;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Lambda.Logging;

/// <summary>Writes each line as one JSON object, with the execution and whatever scopes say. Safe from any thread.</summary>
internal sealed class JsonLogger(LambdaEnvironment environment, string? executionArn, string? requestId) : ILogger
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly LoggerExternalScopeProvider _scopes = new();

    public IDisposable BeginScope<TState>(TState state)
        where TState : notnull => _scopes.Push(state);

    public bool IsEnabled(LogLevel logLevel) => logLevel >= environment.LogLevel && logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var message = formatter(state, exception);
        var line = environment.LogJson ? ToJson(logLevel, message, exception, state) : ToText(logLevel, message, exception);
        lock (environment.Output)
        {
            environment.Output.WriteLine(line);
        }
    }

    private string ToJson(LogLevel level, string message, Exception? exception, object? state)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Options);
        writer.WriteStartObject();
        writer.WriteString("timestamp", Now);
        writer.WriteString("level", NameOf(level));
        writer.WriteString("message", message);
        HashSet<string> written = new(StringComparer.Ordinal) { "timestamp", "level", "message", "exception" };
        Write(writer, written, "requestId", requestId);
        Write(writer, written, "executionArn", executionArn);
        WriteAll(writer, written, state);
        _scopes.ForEachScope(static (scope, target) => WriteAll(target.writer, target.written, scope), (writer, written));
        if (exception is not null)
        {
            writer.WriteStartObject("exception");
            writer.WriteString("type", exception.GetType().FullName);
            writer.WriteString("message", exception.Message);
            writer.WriteString("stackTrace", exception.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private string ToText(LogLevel level, string message, Exception? exception) =>
        $"{Now}\t{requestId ?? "-"}\t{NameOf(level)}\t{message}{(exception is null ? "" : $" {exception}")}".ReplaceLineEndings(" ");

    private string Now => environment.Clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void WriteAll(Utf8JsonWriter writer, HashSet<string> written, object? values)
    {
        if (values is not IEnumerable<KeyValuePair<string, object?>> pairs)
        {
            return;
        }

        foreach (var (name, value) in pairs)
        {
            if (name is not "{OriginalFormat}")
            {
                Write(writer, written, JsonNamingPolicy.CamelCase.ConvertName(name), value);
            }
        }
    }

    // Whoever says a name first keeps it: an object with a member twice is no longer read alike by everybody.
    private static void Write(Utf8JsonWriter writer, HashSet<string> written, string name, object? value)
    {
        if (value is null || !written.Add(name))
        {
            return;
        }

        switch (value)
        {
            case bool flag:
                writer.WriteBoolean(name, flag);
                break;
            case int or long or short or byte or uint or ushort or sbyte:
                writer.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            default:
                writer.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Warning => "WARN",
        LogLevel.Error => "ERROR",
        LogLevel.Critical => "FATAL",
        _ => "INFO",
    };
}
