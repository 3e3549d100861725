using DurableParallel.Engine.Journal;

namespace DurableParallel.Engine.Tests;

/// <summary>A journal, a clock and the engines that a test opens on it.</summary>
internal abstract class EngineFixture
{
    private readonly List<DurableEngine> _engines = [];

    protected TempJournal Files { get; private set; } = null!;

    protected ManualClock Clock { get; private set; } = null!;

    [SetUp]
    public void SetUpEngine()
    {
        Files = new TempJournal();
        Clock = new ManualClock();
    }

    [TearDown]
    public async Task TearDownEngine()
    {
        foreach (var engine in _engines)
        {
            await engine.DisposeAsync();
        }

        _engines.Clear();
        Files.Dispose();
    }

    protected DurableEngineOptions Options => new() { JournalPath = Files.Path, TimeProvider = Clock };

    protected async Task<DurableEngine> OpenAsync(DurableEngineOptions? options = null)
    {
        var engine = await DurableEngine.OpenAsync(options ?? Options);
        _engines.Add(engine);
        return engine;
    }

    /// <summary>Lets time pass in steps of a second, as long as the task needs, whenever the engine opened last has come to rest.</summary>
    protected async Task<T> PassTimeUntilAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            if (_engines[^1].IsQuiet)
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
            }

            await Task.Yield();
        }

        return await task;
    }

    protected sealed class FailCommit(long commit, bool isBefore = true) : IJournalFaults
    {
        public void BeforeCommit(long number, int operations) => ThrowIf(isBefore && number >= commit);

        public void AfterCommit(long number) => ThrowIf(!isBefore && number >= commit);

        private static void ThrowIf(bool condition)
        {
            if (condition)
            {
                throw new IOException("no space left (injected)");
            }
        }
    }

    /// <summary>Lets no commit begin while it is closed.</summary>
    protected sealed class HoldCommits : IJournalFaults
    {
        private TaskCompletionSource _open = Opened();

        public void Close() => _open = new TaskCompletionSource();

        public void Open() => _open.SetResult();

        /// <summary>Lets the commit that is held fail.</summary>
        public void Fail() => _open.SetException(new IOException("the disk is gone (injected)"));

        public void BeforeCommit(long commit, int operations) => Volatile.Read(ref _open).Task.GetAwaiter().GetResult();

        public void AfterCommit(long commit)
        {
        }

        private static TaskCompletionSource Opened()
        {
            var open = new TaskCompletionSource();
            open.SetResult();
            return open;
        }
    }
}
