using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace DurableParallel.Cli.Client;

/// <summary>Reads lists that come in pages.</summary>
internal static class Pages
{
    private const int PageSize = 1000;

    /// <param name="client">Who answers.</param>
    /// <param name="path">The list.</param>
    /// <param name="query">Its parameters.</param>
    /// <param name="limit">The most items; null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(
        IConsoleClient client,
        string path,
        IReadOnlyList<(string Name, string? Value)> query,
        int? limit,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        for (var left = limit ?? int.MaxValue; left > 0;)
        {
            var size = Math.Min(left, PageSize).ToString(CultureInfo.InvariantCulture);
            var page = await client.GetAsync(ApiPath.With(path, [.. query, ("limit", size), ("after", after)]), cancellationToken);
            foreach (var item in page.Items("items"))
            {
                yield return item;
                left--;
            }

            after = page.Text("next");
            if (after is null)
            {
                yield break;
            }
        }
    }
}
