using System.Text.Json;

namespace DurableParallel.Cli.Client;

/// <summary>
/// The management API, over HTTP or over a journal. Paths are below the API, for example "/executions?limit=10". What is refused is
/// thrown as a <see cref="CliException"/>.
/// </summary>
internal interface IConsoleClient : IAsyncDisposable
{
    /// <summary>What is asked, for messages.</summary>
    string Where { get; }

    Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken);

    Task<string> GetTextAsync(string path, CancellationToken cancellationToken);

    /// <param name="method">POST, PUT or DELETE.</param>
    /// <param name="path">Below the API.</param>
    /// <param name="body">JSON; null for none.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<JsonElement> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken);

    /// <summary>The events of a history behind an id, as they are recorded, until the execution has ended.</summary>
    /// <returns>Each event, and at last an object with the member status alone.</returns>
    IAsyncEnumerable<JsonElement> FollowAsync(string execution, int after, CancellationToken cancellationToken);

    /// <summary>Looks at what is there now, where what is shown is a moment's.</summary>
    Task RefreshAsync(CancellationToken cancellationToken);
}
