using Newtonsoft.Json;

namespace DurableParallel.Serialization;

/// <summary>Refuses to write deeper than the reader would read: better now than at a replay, and before the stack ends.</summary>
internal sealed class DepthLimitedJsonWriter(TextWriter text, int maxDepth) : JsonTextWriter(text)
{
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

    private void CheckDepth()
    {
        if (Top >= maxDepth)
        {
            throw new JsonWriterException($"It is nested deeper than {maxDepth}, at '{Path}'.");
        }
    }
}
