using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DurableParallel.Cli.Client;

namespace DurableParallel.Cli.Commands;

/// <summary>The operations of an execution, each before those below it.</summary>
internal static class Rows
{
    private const int PageSize = 2000;

    public static async IAsyncEnumerable<(JsonElement Row, int Depth)> WalkAsync(
        IConsoleClient client,
        string execution,
        bool failedFirst,
        int depth,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Without recursion, since what is nested may be nested deeply.
        var open = new Stack<IAsyncEnumerator<JsonElement>>();
        open.Push(ChildrenAsync(client, execution, parent: null, failedFirst, cancellationToken).GetAsyncEnumerator(cancellationToken));
        try
        {
            while (open.TryPeek(out var level))
            {
                if (!await level.MoveNextAsync())
                {
                    await open.Pop().DisposeAsync();
                    continue;
                }

                var row = level.Current;
                yield return (row, open.Count - 1);
                if (row.Number("children") > 0 && open.Count < depth)
                {
                    open.Push(ChildrenAsync(client, execution, row.Text("id"), failedFirst, cancellationToken).GetAsyncEnumerator(cancellationToken));
                }
            }
        }
        finally
        {
            while (open.TryPop(out var level))
            {
                await level.DisposeAsync();
            }
        }
    }

    private static async IAsyncEnumerable<JsonElement> ChildrenAsync(
        IConsoleClient client,
        string execution,
        string? parent,
        bool failedFirst,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var offset = 0; ;)
        {
            var page = await client.GetAsync(
                ApiPath.With(
                    $"{ApiPath.Of(execution)}/operations",
                    ("parent", parent),
                    ("offset", offset.ToString(CultureInfo.InvariantCulture)),
                    ("limit", PageSize.ToString(CultureInfo.InvariantCulture)),
                    ("failedFirst", failedFirst ? "true" : null)),
                cancellationToken);
            var read = 0;
            foreach (var row in page.Items("items"))
            {
                yield return row;
                read++;
            }

            offset += read;
            if (read == 0 || offset >= page.Number("total"))
            {
                yield break;
            }
        }
    }
}
