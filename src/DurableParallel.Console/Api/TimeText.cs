using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DurableParallel.Console.Api;

/// <summary>Times in UTC to the millisecond, as all times of the API are. Those of requests may have an offset.</summary>
internal sealed class TimeText : JsonConverter<DateTimeOffset>
{
    private const string Form = "yyyy-MM-ddTHH:mm:ss.fffZ";

    public static string Of(DateTimeOffset time) => time.ToUniversalTime().ToString(Form, CultureInfo.InvariantCulture);

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[Form.Length];
        value.UtcDateTime.TryFormat(text, out var written, Form, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..written]);
    }
}
