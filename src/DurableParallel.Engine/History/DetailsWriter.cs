using System.Text.Json;
using DurableParallel.Wire;

namespace DurableParallel.Engine.History;

/// <summary>The members of an event's details in the wire's forms; what is null is left out.</summary>
/// <param name="writer">Where they go.</param>
/// <param name="includeData">Whether payloads are shown.</param>
internal readonly struct DetailsWriter(Utf8JsonWriter writer, bool includeData)
{
    public void Text(string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    /// <summary>A duration; only one of this library's own executions has a part of a second.</summary>
    public void Seconds(string name, TimeSpan? value)
    {
        if (value is { } duration)
        {
            writer.WriteNumber(name, HistoryJson.Seconds(duration));
        }
    }

    public void Time(string name, DateTimeOffset? time)
    {
        if (time is { } moment)
        {
            writer.WriteNumber(name, HistoryJson.Seconds(moment));
        }
    }

    /// <summary>An input or a result.</summary>
    public void Data(string name, string? payload)
    {
        writer.WriteStartObject(name);
        if (includeData)
        {
            Text("Payload", payload);
        }

        writer.WriteBoolean("Truncated", !includeData);
        writer.WriteEndObject();
    }

    public void Error(DurableError? error)
    {
        writer.WriteStartObject("Error");
        if (includeData && HistoryJson.ToWire(error) is { } payload)
        {
            writer.WritePropertyName("Payload");
            writer.WriteRawValue(WireJson.Seconds.Write(payload));
        }

        writer.WriteBoolean("Truncated", !includeData);
        writer.WriteEndObject();
    }
}
