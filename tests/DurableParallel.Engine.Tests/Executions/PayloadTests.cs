using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Tests;

/// <summary>What an engine makes of payloads: codecs, and what would not pass elsewhere.</summary>
internal sealed class PayloadTests : EngineFixture
{
    private readonly ConcurrentQueue<string> _warnings = new();

    [SetUp]
    public void ForgetWarnings() => _warnings.Clear();

    [Test]
    public async Task Start_WithACodecThatNeverWritesTheSameTwice_IsStillIdempotentByInput()
    {
        var salted = DurableSerializer.WithCodec(DurableSerializer.Newtonsoft(), new Salted());
        var engine = await OpenAsync(Options with { Serializer = DurableSerializer.WithCodec(salted, new Salted()) });
        engine.Register<string, string>("greet", (_, name) => Task.FromResult($"hello {name}"));

        var first = await engine.StartAsync("greet", "one", "Ada");
        var second = await engine.StartAsync("greet", "one", "Ada");

        (await first.GetResultAsync<string>()).Should().Be("hello Ada");
        (await second.GetResultAsync<string>()).Should().Be("hello Ada");
        (await first.GetResultPayloadAsync()).Should().NotContain("Ada");
        await engine.Awaiting(e => e.StartAsync("greet", "one", "Bob")).Should().ThrowAsync<ExecutionNameTakenException>().WithMessage("*another input*");
    }

    [Test]
    public async Task Result_ThatTheCodecCannotDecode_IsAnUnreadablePayload()
    {
        var engine = await OpenAsync();
        engine.Register("plain", DurableFunction.Create<string>(_ => Task.FromResult("not encoded")));
        await (await engine.StartWithPayloadAsync("plain", "one", null)).GetResultPayloadAsync();
        await engine.DisposeAsync();
        engine = await OpenAsync();
        var encoded = new DurableFunctionOptions(DurableSerializer.WithCodec(DurableSerializer.Newtonsoft(), new Salted()));
        engine.Register("plain", DurableFunction.Create<string>(_ => Task.FromResult("not encoded"), encoded));

        var execution = (await engine.FindAsync("one"))!;

        (await execution.Awaiting(e => e.GetResultAsync<string>()).Should().ThrowAsync<DurableException>()).Which.Code.Should().Be("DP2003");
    }

    [Test]
    public async Task Input_WithHalfACharacter_IsRefused()
    {
        var engine = await OpenAsync();
        engine.Register<string, string>("echo", (_, text) => Task.FromResult(text));

        await engine.Awaiting(e => e.StartWithPayloadAsync("echo", "one", "\"\ud800\"")).Should().ThrowAsync<ArgumentException>().WithMessage("*lone surrogate*");
    }

    [Test]
    public async Task StepResult_ThatAwsWouldRefuse_IsTakenAndSaidOnceForTheFunction()
    {
        var engine = await OpenAsync(Options with { LoggerFactory = new Warnings(_warnings) });
        engine.Register<int, int>("large", async (ctx, bytes) =>
        {
            var first = await ctx.StepAsync("first", () => new string('x', bytes));
            var second = await ctx.StepAsync("second", () => new string('x', bytes));
            return first.Length + second.Length;
        });

        var small = await engine.StartAsync("large", "small", 1000);
        await small.GetResultAsync<int>();
        _warnings.Should().BeEmpty();
        var large = await engine.StartAsync("large", "large", 300_000);
        var again = await engine.StartAsync("large", "again", 300_000);

        (await large.GetResultAsync<int>()).Should().Be(600_000);
        (await again.GetResultAsync<int>()).Should().Be(600_000);
        _warnings.Should().ContainSingle().Which.Should().ContainAll("large", "would not pass on AWS", "300002 bytes", "262144");
    }

    [Test]
    public async Task NameAndPayload_ThatAwsWouldRefuse_AreEachSaidOnceForTheFunction()
    {
        var engine = await OpenAsync(Options with { LoggerFactory = new Warnings(_warnings) });
        engine.Register<int, int>("large", async (ctx, bytes) => (await ctx.StepAsync("größe", () => new string('x', bytes))).Length);

        (await (await engine.StartAsync("large", "first", 300_000)).GetResultAsync<int>()).Should().Be(300_000);
        (await (await engine.StartAsync("large", "second", 300_000)).GetResultAsync<int>()).Should().Be(300_000);

        _warnings.Should().HaveCount(2);
        _warnings.Should().ContainSingle(w => w.Contains("U+00F6")).And.ContainSingle(w => w.Contains("300002 bytes"));
    }

    [Test]
    public async Task Operations_MoreThanAwsTakes_AreTakenAndSaidOnceForTheFunction()
    {
        var engine = await OpenAsync(Options with { LoggerFactory = new Warnings(_warnings) });
        foreach (var name in new[] { "many", "too-many" })
        {
            engine.Register<int, int>(name, async (ctx, items) =>
                (await ctx.MapAsync("map", Enumerable.Range(0, items), (_, item, _) => Task.FromResult(item))).SuccessCount);
        }

        var many = await engine.StartAsync("many", "many", 2999);
        var tooMany = await engine.StartAsync("too-many", "too-many", 3000);

        (await many.GetResultAsync<int>()).Should().Be(2999);
        (await tooMany.GetResultAsync<int>()).Should().Be(3000);
        _warnings.Should().ContainSingle().Which.Should().ContainAll("too-many", "more than 3000 operations");
    }

    private sealed class Salted : IPayloadCodec
    {
        private static int _salt;

        public string Encode(string payload, SerializationContext context) =>
            $"{Interlocked.Increment(ref _salt)}:{context.ExecutionArn}:{Convert.ToHexString(Encoding.UTF8.GetBytes(payload))}";

        public string Decode(string payload, SerializationContext context)
        {
            var text = payload[(payload.IndexOf(':') + 1)..];
            return text.StartsWith($"{context.ExecutionArn}:", StringComparison.Ordinal)
                ? Encoding.UTF8.GetString(Convert.FromHexString(text[(context.ExecutionArn.Length + 1)..]))
                : throw new InvalidDataException("It belongs to another place.");
        }
    }

    private sealed class Warnings(ConcurrentQueue<string> lines) : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                lines.Enqueue(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
