using System.Buffers.Binary;
using System.Globalization;
using DurableParallel.Contract.Trees;
using DurableParallel.Engine;
using DurableParallel.Engine.Journal;
using DurableParallel.Testing;

namespace DurableParallel.Reliability.Probe;

/// <summary>An engine that runs random trees under a clock of its own, which moves when nothing else does and survives the process in a file.</summary>
internal sealed class SoakEngine : IAsyncDisposable
{
    public const string FunctionName = "tree";
    private static readonly DateTimeOffset Begin = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly CancellationTokenSource _end = new();
    private readonly ManualTimeProvider _clock;
    private readonly FileStream _clockFile;
    private readonly DurableEngine _engine;
    private readonly Task _driver;

    private SoakEngine(DurableEngine engine, ManualTimeProvider clock, FileStream clockFile)
    {
        _engine = engine;
        _clock = clock;
        _clockFile = clockFile;
        engine.Register<int, string>(FunctionName, static (context, seed) => new TreeFunction(new TreeGenerator(seed, withRaces: true).Draw()).RunAsync(context));
        _driver = Task.Run(DriveAsync);
    }

    public DurableEngine Engine => _engine;

    public static string NameOf(int seed) => $"tree-{seed}";

    public static async Task<SoakEngine> OpenAsync(string journal, IJournalFaults? faults = null)
    {
        var file = new FileStream(journal + ".clock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        var bytes = new byte[sizeof(long)];
        var clock = new ManualTimeProvider(file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length
            ? new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(bytes), TimeSpan.Zero)
            : Begin);
        var options = new DurableEngineOptions
        {
            JournalPath = journal,
            TimeProvider = clock,
            JournalFaults = faults,

            // Some executions stay in memory while they are parked, most leave it.
            ResidentBytes = 20_000,
            PinnedBytesLimit = 1 << 20,
        };
        return new SoakEngine(await DurableEngine.OpenAsync(options), clock, file);
    }

    /// <summary>Runs one tree to its end, and says what is wrong with what it came to; null for nothing.</summary>
    public async Task<string?> RunAsync(int seed, Action onStarted)
    {
        var execution = await _engine.StartAsync(FunctionName, NameOf(seed), seed);
        onStarted();
        return await CheckAsync(execution, seed);
    }

    public static async Task<string?> CheckAsync(ExecutionHandle execution, int seed)
    {
        var expected = new TreeModel().Run(new TreeGenerator(seed, withRaces: true).Draw());
        var found = await execution.GetResultAsync<string>();
        if (found != expected)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the tree of seed {seed} came to '{found}' and should have come to '{expected}'");
        }

        var history = await execution.GetHistoryAsync();
        return history is [{ EventType: HistoryEventType.ExecutionStarted }, .., { EventType: HistoryEventType.ExecutionSucceeded }]
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"the history of the tree of seed {seed} does not go from its start to its end: {string.Join(' ', history.Select(e => e.EventType))}");
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _driver;
        await _engine.DisposeAsync();
        await _clockFile.DisposeAsync();
        _end.Dispose();
    }

    private async Task DriveAsync()
    {
        var bytes = new byte[sizeof(long)];
        while (!_end.IsCancellationRequested)
        {
            if (_engine.IsQuiet && _clock.NextDue is { } due)
            {
                BinaryPrimitives.WriteInt64LittleEndian(bytes, due.UtcTicks);
                RandomAccess.Write(_clockFile.SafeFileHandle, bytes, 0);
                _clock.AdvanceTo(due);
            }

            await Task.Yield();
        }
    }
}
