using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DurableParallel.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Cli.Client;

/// <summary>
/// The same API over a journal file: its handlers run in this process, on an engine that reads the file as it is at one moment and
/// changes nothing, whether another process has it open or not.
/// </summary>
internal sealed class JournalConsole : IConsoleClient
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly string _path;
    private Snapshot _now;

    private JournalConsole(string path, Snapshot now) => (_path, _now) = (path, now);

    public string Where => _path;

    public static async Task<JournalConsole> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw CliException.NotFound($"There is no journal at {path}.");
        }

        return new JournalConsole(path, await Snapshot.OpenAsync(path, cancellationToken));
    }

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) => _now.Calls.GetAsync(path, cancellationToken);

    public Task<string> GetTextAsync(string path, CancellationToken cancellationToken) => _now.Calls.GetTextAsync(path, cancellationToken);

    public Task<JsonElement> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken) =>
        _now.Calls.SendAsync(method, path, body, cancellationToken);

    public async IAsyncEnumerable<JsonElement> FollowAsync(string execution, int after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            // Before the events, so that none comes between.
            var status = (await GetAsync(ApiPath.Of(execution), cancellationToken)).TextOr("status", "");
            List<(string, string?)> behind = [("after", after.ToString(CultureInfo.InvariantCulture))];
            var page = await GetAsync(ApiPath.With($"{ApiPath.Of(execution)}/history", behind), cancellationToken);
            foreach (var item in page.Items("items"))
            {
                after = (int)item.Number("id");
                yield return item;
            }

            if (page.Has("next"))
            {
                continue;
            }

            if (status != nameof(ExecutionStatus.Running))
            {
                yield return JsonSerializer.SerializeToElement(new Dictionary<string, string>(StringComparer.Ordinal) { ["status"] = status });
                yield break;
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            await RefreshAsync(cancellationToken);
        }
    }

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var next = await Snapshot.OpenAsync(_path, cancellationToken);
        await _now.DisposeAsync();
        _now = next;
    }

    public ValueTask DisposeAsync() => _now.DisposeAsync();

    /// <summary>The journal at one moment, and the API on it.</summary>
    private sealed class Snapshot : IAsyncDisposable
    {
        private readonly DurableEngine _engine;
        private readonly WebApplication _app;
        private readonly HttpClient _http;

        private Snapshot(DurableEngine engine, WebApplication app, HttpClient http, string path)
        {
            (_engine, _app, _http) = (engine, app, http);
            Calls = new ApiCalls(http, new Uri("http://localhost/api"), path);
        }

        public ApiCalls Calls { get; }

        public static async Task<Snapshot> OpenAsync(string path, CancellationToken cancellationToken)
        {
            DurableEngine engine;
            try
            {
                engine = await DurableEngine.OpenReadOnlyAsync(path, cancellationToken: cancellationToken);
            }
            catch (Exception unreadable) when (unreadable is DurableException or IOException or UnauthorizedAccessException)
            {
                throw new CliException(ExitCode.Failed, $"The journal {path} cannot be read: {unreadable.Message}", unreadable);
            }

            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.Services.AddRoutingCore();
            builder.Services.AddSingleton<IDurableEngine>(engine);
            builder.Services.AddSingleton(TimeProvider.System);
            builder.Logging.ClearProviders();
            var server = new InProcessServer();
            builder.Services.AddSingleton<Microsoft.AspNetCore.Hosting.Server.IServer>(server);
            var app = builder.Build();
            app.UseRouting();
            app.MapDurableConsole("/");
            await app.StartAsync(cancellationToken);
            return new Snapshot(engine, app, new HttpClient(server.MakeHandler(), disposeHandler: true), path);
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await _app.DisposeAsync();
            await _engine.DisposeAsync();
        }
    }
}
