using System.Text;

namespace DurableParallel.Wire;

/// <summary>How a state that is large is handed over: in pages, of which an invocation is given the first with its event.</summary>
internal static class WirePage
{
    /// <summary>The most operations of the page that an invocation begins with, and the most that a further page may be asked for.</summary>
    public const int MaxCount = 1000;

    /// <summary>The most bytes of a page.</summary>
    public const int MaxBytes = 5 * 1024 * 1024;

    // What an operation without a name or a payload takes.
    private const int OperationBytes = 600;
    private const int ErrorBytes = 100;

    /// <summary>A page of at most so many operations and bytes, one at least, and where the next one begins; null after the last.</summary>
    /// <param name="operations">All of them, in order.</param>
    /// <param name="from">Where the page begins.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="bytes">How many bytes of payloads and names at most.</param>
    public static (List<WireOperation> Page, int? Next) Cut(IReadOnlyList<WireOperation> operations, int from, int count = MaxCount, long bytes = MaxBytes)
    {
        var page = new List<WireOperation>();
        long size = 0;
        for (var index = from; index < operations.Count && page.Count < count; index++)
        {
            size += SizeOf(operations[index]);
            if (page.Count > 0 && size > bytes)
            {
                break;
            }

            page.Add(operations[index]);
        }

        var next = from + page.Count;
        return (page, next < operations.Count ? next : null);
    }

    private static long SizeOf(WireOperation operation) => OperationBytes
        + Length(operation.Name)
        + Length(operation.ExecutionDetails?.InputPayload)
        + Length(operation.Outcome?.Result) + Length(operation.Outcome?.Error);

    private static long Length(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    private static long Length(WireError? error) =>
        error is null ? 0 : Length(error.ErrorMessage) + Length(error.ErrorData) + (error.StackTrace?.Sum(Length) ?? 0) + ErrorBytes;
}
