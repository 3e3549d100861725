namespace DurableParallel.Engine.Journal.Log;

/// <summary>The bytes of an error.</summary>
internal static class ErrorCodec
{
    public static void Write(RecordBuffer buffer, DurableError error)
    {
        buffer.WriteText(error.ErrorType);
        buffer.WriteText(error.ErrorMessage);
        buffer.WriteOptionalText(error.ErrorData);
        if (error.StackTrace is not { } stack)
        {
            buffer.WriteVarint(0);
            return;
        }

        buffer.WriteVarint(stack.Count + 1);
        foreach (var line in stack)
        {
            buffer.WriteText(line);
        }
    }

    public static DurableError Read(ref RecordReader reader)
    {
        var type = reader.ReadText();
        var message = reader.ReadText();
        var data = reader.ReadOptionalText();
        var lines = reader.ReadCount(reader.Left);
        if (lines == 0)
        {
            return new DurableError(type, message, data);
        }

        var stack = new List<string>();
        while (stack.Count < lines - 1)
        {
            stack.Add(reader.ReadText());
        }

        return new DurableError(type, message, data, stack);
    }
}
