using DurableParallel.Server.Tests.Raw;
using DurableParallel.Testing;

namespace DurableParallel.Server.Tests;

/// <summary>A server of its own for every test, on a free port, with a clock that moves only when it is told to.</summary>
internal abstract class ServerFixture
{
    private TempJournal? _journal;
    private DurableServer? _server;

    protected ManualTimeProvider Clock { get; private set; } = null!;

    protected RawClient Client { get; private set; } = null!;

    protected DurableServer Server => _server!;

    protected string JournalPath => _journal!.Path;

    protected virtual DurableServerOptions Options => new();

    [SetUp]
    public async Task StartAsync()
    {
        _journal = new TempJournal();
        Clock = new ManualTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await OpenAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await CloseAsync();
        _journal!.Dispose();
    }

    protected async Task OpenAsync()
    {
        _server = await DurableServer.StartAsync(Options with
        {
            JournalPath = JournalPath,
            Urls = ["http://127.0.0.1:0"],
            TimeProvider = Clock,
            RetryDelay = TimeSpan.Zero,
        });
        Client = new RawClient(_server.Addresses[0]);
    }

    protected async Task CloseAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
