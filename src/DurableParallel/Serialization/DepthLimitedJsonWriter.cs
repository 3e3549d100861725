using System.Globalization;
using System.Numerics;
using DurableParallel.Errors;
using Newtonsoft.Json;

namespace DurableParallel.Serialization;

/// <summary>
/// Refuses what the reader would not read, deeper nesting and longer integers: better now than at a replay, and before the
/// stack ends. Writes a decimal with the digits that it has.
/// </summary>
internal sealed class DepthLimitedJsonWriter(TextWriter text, int maxDepth) : JsonTextWriter(text)
{
    // The reader's own.
    private const int MaxIntegerChars = 380;

    public override void WriteStartObject()
    {
        CheckDepth();
        base.WriteStartObject();
    }

    public override void WriteStartArray()
    {
        CheckDepth();
        base.WriteStartArray();
    }

    public override void WriteValue(decimal value) => WriteRawValue(value.ToString(CultureInfo.InvariantCulture));

    public override void WriteValue(object? value)
    {
        if (value is BigInteger number && number.ToString(CultureInfo.InvariantCulture).Length is var length && length > MaxIntegerChars)
        {
            throw new JsonWriterException($"It has a BigInteger of {Counted.Of(length, "character")} at '{Path}', and at most {MaxIntegerChars} are read. Write it as a text.");
        }

        base.WriteValue(value);
    }

    private void CheckDepth()
    {
        if (Top >= maxDepth)
        {
            throw new JsonWriterException($"It is nested deeper than {maxDepth}, at '{Path}'.");
        }
    }
}
