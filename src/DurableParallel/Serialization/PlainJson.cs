using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using DurableParallel.Errors;

namespace DurableParallel.Serialization;

/// <summary>
/// Payloads of the plainest types without a writer or reader. Writes what the serializer would with them, character for
/// character; reads only what is beyond doubt and leaves everything else to it.
/// </summary>
internal static class PlainJson
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        "\"\\\u0085\u2028\u2029" + string.Concat(Enumerable.Range(0, ' ').Select(code => (char)code)));

    public static bool TryWrite<T>(T value, [NotNullWhen(true)] out string? payload)
    {
        if (typeof(T) == typeof(string))
        {
            payload = (string?)(object?)value switch
            {
                null => "null",
                { } text when text.AsSpan().ContainsAny(Escaped) || LoneSurrogates.IsIn(text) => null,
                { } text => string.Concat("\"", text, "\""),
            };
        }
        else if (typeof(T) == typeof(int))
        {
            payload = ((int)(object)value!).ToString(CultureInfo.InvariantCulture);
        }
        else if (typeof(T) == typeof(long))
        {
            payload = ((long)(object)value!).ToString(CultureInfo.InvariantCulture);
        }
        else if (typeof(T) == typeof(bool))
        {
            payload = (bool)(object)value! ? "true" : "false";
        }
        else if (typeof(T) == typeof(Guid))
        {
            payload = $"\"{(Guid)(object)value!:D}\"";
        }
        else
        {
            payload = null;
        }

        return payload is not null;
    }

    public static bool TryRead<T>(string payload, out T value)
    {
        if (typeof(T) == typeof(string))
        {
            if (payload.Length >= 2 && payload[0] == '"' && payload[^1] == '"' && !payload.AsSpan(1, payload.Length - 2).ContainsAny(Escaped))
            {
                value = (T)(object)payload[1..^1];
                return true;
            }
        }
        else if (typeof(T) == typeof(int))
        {
            if (IsPlainNumber(payload) && int.TryParse(payload, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                value = (T)(object)number;
                return true;
            }
        }
        else if (typeof(T) == typeof(long))
        {
            if (IsPlainNumber(payload) && long.TryParse(payload, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                value = (T)(object)number;
                return true;
            }
        }
        else if (typeof(T) == typeof(bool))
        {
            if (payload is "true" or "false")
            {
                value = (T)(object)(payload.Length == 4);
                return true;
            }
        }
        else if (typeof(T) == typeof(Guid)
            && payload.Length == 38 && payload[0] == '"' && payload[^1] == '"' && Guid.TryParseExact(payload.AsSpan(1, 36), "D", out var guid))
        {
            value = (T)(object)guid;
            return true;
        }

        value = default!;
        return false;
    }

    // Newtonsoft.Json takes a leading zero for octal, so such numbers are its business.
    private static bool IsPlainNumber(string payload) =>
        payload is "0" || (payload.Length > 0 && (payload[0] is >= '1' and <= '9' || (payload[0] == '-' && payload.Length > 1 && payload[1] is >= '1' and <= '9')));
}
