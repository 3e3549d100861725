using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DurableParallel.Engine.Tests.Hosting;

[TestFixture]
[CancelAfter(60_000)]
internal sealed class HostingTests
{
    private TempJournal _files = null!;

    [SetUp]
    public void SetUp() => _files = new TempJournal();

    [TearDown]
    public void TearDown() => _files.Dispose();

    [Test]
    public async Task AddDurableEngine_AHost_OpensTheEngineAndRunsFunctionsOfAllForms()
    {
        using var host = Build(engine =>
        {
            engine.Register<Greeter>("class", version: 3);
            engine.Register<Greeter>();
            engine.Register<Greeter, string, string>("typed");
            engine.Register<string, string>("delegate", static (services, _, input) => Task.FromResult(services.GetRequiredService<Greeting>().Of(input)));
            engine.Register<string, string>("plain", static (_, input) => Task.FromResult(input));
            engine.Register("raw", DurableFunction.Create<string>(static _ => Task.FromResult("raw")));
        });
        await host.StartAsync();
        var engine = host.Services.GetRequiredService<DurableEngine>();

        (await RunAsync(engine, "class")).Should().Be("Hello you!");
        (await RunAsync(engine, "Greeter")).Should().Be("Hello you!");
        (await RunAsync(engine, "typed")).Should().Be("Hello you!");
        (await RunAsync(engine, "delegate")).Should().Be("Hello you!");
        (await RunAsync(engine, "plain")).Should().Be("you");
        (await RunAsync(engine, "raw")).Should().Be("raw");
        (await engine.FindAsync("of-class"))!.Version.Should().Be(3);
        await host.StopAsync();
    }

    [Test]
    public async Task AddDurableEngine_ClassesOfEveryShape_Run()
    {
        using var host = Build(engine =>
        {
            engine.Register<Taker>();
            engine.Register<Maker>();
            engine.Register<Doer>();
            engine.Register(DurableFunction.Create("carried", static (DurableContext _, string input) => Task.FromResult(input)));
        });
        await host.StartAsync();
        var engine = host.Services.GetRequiredService<DurableEngine>();

        await (await engine.StartAsync("Taker", "t", "x")).GetResultPayloadAsync();
        (await (await engine.StartAsync("Maker", "m")).GetResultAsync<int>()).Should().Be(7);
        await (await engine.StartAsync("Doer", "d")).GetResultPayloadAsync();
        (await RunAsync(engine, "carried")).Should().Be("you");
        Taker.Taken.Should().Be("x");
        Doer.HasRun.Should().BeTrue();
        await host.StopAsync();
    }

    [Test]
    public void AddDurableEngine_AClassOfTwoShapes_IsRefused() =>
        FluentActions.Invoking(() => Build(static engine => engine.Register<Both>()))
            .Should().Throw<InvalidOperationException>().WithMessage("*Both implements IDurableFunction 2 times*");

    [Test]
    public async Task AddDurableEngine_DelegatesOfEveryShape_Run()
    {
        using var host = Build(engine =>
        {
            engine.Register<string>("input", static (ctx, input) => ctx.StepAsync(input, static () => { }));
            engine.Register<string>("result", static _ => Task.FromResult("made"));
            engine.Register("neither", static _ => Task.CompletedTask);
            engine.Register<string>("services", static (services, _) => Task.FromResult(services.GetRequiredService<Greeting>().Of("all")));
        });
        await host.StartAsync();
        var engine = host.Services.GetRequiredService<DurableEngine>();

        (await (await engine.StartAsync("input", "i", "x")).GetResultPayloadAsync()).Should().BeNull();
        (await (await engine.StartAsync("result", "r")).GetResultAsync<string>()).Should().Be("made");
        (await (await engine.StartAsync("neither", "n")).GetResultPayloadAsync()).Should().BeNull();
        (await (await engine.StartAsync("services", "s")).GetResultAsync<string>()).Should().Be("Hello all!");
        await host.StopAsync();
    }

    [Test]
    public async Task AddDurableEngine_TheInterface_IsTheSameEngine()
    {
        using var host = Build(Greet);
        await host.StartAsync();

        host.Services.GetRequiredService<IDurableEngine>().Should().BeSameAs(host.Services.GetRequiredService<DurableEngine>());
        await host.StopAsync();
    }

    [Test]
    public async Task ExecutionHandle_OfATest_AnswersWhatItOverridesAndRefusesTheRest()
    {
        ExecutionHandle handle = new EndedHandle();

        (await handle.GetResultAsync<int>()).Should().Be(7);
        (await handle.Awaiting(h => h.GetHistoryAsync()).Should().ThrowAsync<InvalidOperationException>()).Which.Message.Should().Contain("Override");
        handle.Invoking(h => h.Name).Should().Throw<InvalidOperationException>().Which.Message.Should().Contain("Override");
    }

    [Test]
    public async Task AddDurableEngine_ManyExecutionsOfAClass_ShareOneInstance()
    {
        Greeter.Instances = 0;
        using var host = Build(engine => engine.Register<Greeter>());
        await host.StartAsync();

        await host.Services.GetRequiredService<DurableEngine>().StartManyAsync(
            Enumerable.Range(0, 100).Select(i => StartRequest.For("Greeter", $"g-{i}", "x")),
            new StartManyOptions { Until = StartManyUntil.Ended });

        Greeter.Instances.Should().Be(1);
        await host.StopAsync();
    }

    [Test]
    public async Task AddDurableEngine_HostedServicesThatStart_HaveTheEngineAlready()
    {
        var started = new List<string>();
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddHostedService(services => new Starter(services, started));
        builder.Services.AddDurableEngine(Greet);
        using var host = builder.Build();

        await host.StartAsync();

        started.Should().Equal("Hello first!");
        await host.StopAsync();
    }

    [Test]
    public async Task StopAsync_AHostWithARunningStep_LetsItEnd()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var host = Build(engine => engine.Register<string, string>("slow", (ctx, input) => SlowAsync(ctx, input, entered, gate.Task)));
        await host.StartAsync();
        await host.Services.GetRequiredService<DurableEngine>().StartAsync("slow", "slow-1", "x");
        await entered.Task;

        var stopping = host.StopAsync();
        var wasDone = stopping.IsCompleted;
        gate.SetResult();
        await stopping;

        wasDone.Should().BeFalse();
        await using var reopened = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = _files.Path });
        reopened.Recovery.WasStoppedCleanly.Should().BeTrue();
        (await (await reopened.FindAsync("slow-1"))!.GetHistoryAsync()).Should().Contain(e => e.EventType == HistoryEventType.StepSucceeded);
    }

    [Test]
    public async Task StopAsync_TheHostsTimeoutPasses_CutsAndLosesNothing()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource();
        using var host = Build(engine => engine.Register<string, string>("slow", (ctx, input) => SlowAsync(ctx, input, entered, never.Task)));
        await host.StartAsync();
        await host.Services.GetRequiredService<DurableEngine>().StartAsync("slow", "slow-1", "x");
        await entered.Task;
        using var timeout = new CancellationTokenSource();
        await timeout.CancelAsync();

        await host.Awaiting(h => h.StopAsync(timeout.Token)).Invoke().ContinueWith(_ => { }, TaskScheduler.Default);

        await using var reopened = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = _files.Path });
        reopened.Recovery.WasStoppedCleanly.Should().BeTrue();
        reopened.Register<string, string>("slow", (ctx, input) => SlowAsync(ctx, input, entered, Task.CompletedTask));
        (await (await reopened.FindAsync("slow-1"))!.GetResultAsync<string>()).Should().Be("x");
    }

    [Test]
    public async Task Configure_TheContainersServices_ReachTheOptions()
    {
        var clock = new ManualClock();
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<TimeProvider>(clock);
        DurableEngineOptions? seen = null;
        builder.Services.AddDurableEngine(engine =>
        {
            Greet(engine);
            engine.Configure(options => options.MaxActive = 7);
            engine.Configure((services, options) =>
            {
                seen = options;
                options.ResidentBytes = services.GetRequiredService<Greeting>().Of("").Length;
            });
        });
        builder.Services.AddSingleton<Greeting>();
        using var host = builder.Build();
        await host.StartAsync();

        seen!.MaxActive.Should().Be(7);
        seen.TimeProvider.Should().BeSameAs(clock);
        seen.JournalPath.Should().Be(_files.Path);
        await host.StopAsync();
    }

    [Test]
    public async Task Options_OfTheConfiguration_AreBoundInTheOrderOfTheCalls()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection([new("Engine:JournalPath", _files.Path), new("Engine:MaxActive", "9"), new("Engine:Retention", "1.00:00:00"), new("Engine:PoisonAfter", "3")]);
        builder.Services.Configure<DurableEngineOptions>(builder.Configuration.GetSection("Engine"));
        builder.Services.AddSingleton<Greeting>();
        builder.Services.AddDurableEngine(engine => engine.Register<Greeter>().Configure(options => options.MaxActive += 1));
        using var host = builder.Build();
        await host.StartAsync();

        var options = host.Services.GetRequiredService<IOptions<DurableEngineOptions>>().Value;

        (options.JournalPath, options.MaxActive, options.Retention, options.PoisonAfter).Should().Be((_files.Path, 10, TimeSpan.FromDays(1), 3));
        (await RunAsync(host.Services.GetRequiredService<DurableEngine>(), "Greeter")).Should().Be("Hello you!");
        await host.StopAsync();
    }

    [Test]
    public async Task Options_ChangedAfterOpening_HaveNoEffect()
    {
        var options = new DurableEngineOptions { JournalPath = _files.Path };
        var opening = DurableEngine.OpenAsync(options);
        options.JournalPath = _files.Path + ".other";

        await using var engine = await opening;

        engine.JournalPath.Should().Be(_files.Path);
        File.Exists(options.JournalPath).Should().BeFalse();
    }

    [Test]
    public async Task Options_ABadValueInTheConfiguration_SayTheOptionItsRangeAndWhatWasFound()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection([new("Engine:MaxActive", "0")]);
        builder.Services.Configure<DurableEngineOptions>(builder.Configuration.GetSection("Engine"));
        builder.Services.AddDurableEngine(engine => engine.JournalPath = _files.Path);
        using var host = builder.Build();

        await host.Awaiting(h => h.StartAsync()).Should().ThrowAsync<OptionsValidationException>()
            .WithMessage("MaxActive must be 1 or more; found 0.*Correct the value in the configuration.");
    }

    [Test]
    public async Task Options_AValidatorOfTheHost_IsAsked()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddDurableEngine(engine => engine.JournalPath = _files.Path);
        builder.Services.AddOptions<DurableEngineOptions>().Validate(options => options.Retention is not null, "Set a retention.");
        using var host = builder.Build();

        await host.Awaiting(h => h.StartAsync()).Should().ThrowAsync<OptionsValidationException>().WithMessage("Set a retention.");
    }

    [Test]
    public async Task AddDurableEngine_CalledAgain_AddsToTheSameEngine()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddDurableEngine(Greet);
        builder.Services.AddDurableEngine(engine => engine.Register<string, string>("plain", static (_, input) => Task.FromResult(input)));
        using var host = builder.Build();
        await host.StartAsync();

        host.Services.GetServices<IHostedService>().Should().ContainSingle();
        (await RunAsync(host.Services.GetRequiredService<DurableEngine>(), "plain")).Should().Be("you");
        await host.StopAsync();
    }

    [Test]
    public async Task StartAsync_NoJournalPath_SaysHowToSetIt()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddDurableEngine(_ => { });
        using var host = builder.Build();

        await host.Awaiting(h => h.StartAsync()).Should().ThrowAsync<InvalidOperationException>().WithMessage("*no journal*JournalPath*");
    }

    [Test]
    public async Task StartAsync_AFunctionWithAScope_IsRefusedAndTheJournalIsFree()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddScoped<Greeter>();
        builder.Services.AddDurableEngine(Greet);
        using var host = builder.Build();

        await host.Awaiting(h => h.StartAsync()).Should().ThrowAsync<InvalidOperationException>().WithMessage("*scope*singleton*");
        await using var engine = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = _files.Path });
    }

    [Test]
    public void Register_TheSameTwice_IsRefusedAtOnce() =>
        FluentActions.Invoking(() => new ServiceCollection().AddDurableEngine(engine => engine.Register<Greeter>("a").Register<Greeter>("a")))
            .Should().Throw<InvalidOperationException>().WithMessage("*'a'*twice*higher version*");

    [Test]
    public void Register_AClassThatIsNoFunction_SaysWhatToImplement() =>
        FluentActions.Invoking(() => new ServiceCollection().AddDurableEngine(engine => engine.Register<Greeting>()))
            .Should().Throw<InvalidOperationException>().WithMessage("*IDurableFunction*0 times*");

    [TestCase("bad name")]
    [TestCase("")]
    public void Register_ABadName_IsRefusedAtOnce(string name) =>
        FluentActions.Invoking(() => new ServiceCollection().AddDurableEngine(engine => engine.Register<Greeter>(name)))
            .Should().Throw<ArgumentException>().WithMessage("*1 to 64*");

    [Test]
    public async Task DurableEngine_InTheConstructorOfAHostedService_IsOpenAndRunsItsFunctions([Values] bool isBefore)
    {
        var builder = Host.CreateApplicationBuilder();
        var started = new List<string>();
        builder.Services.AddSingleton(started);
        if (isBefore)
        {
            builder.Services.AddHostedService<Worker>();
        }

        builder.Services.AddDurableEngine(Greet);
        if (!isBefore)
        {
            builder.Services.AddHostedService<Worker>();
        }

        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();

        started.Should().Equal("Hello worker!");
    }

    [Test]
    public async Task DurableEngine_InTheConstructorOfAFunction_IsTheSame()
    {
        using var host = Build(engine => engine.Register<Asker>("ask"));
        await host.StartAsync();
        var engine = host.Services.GetRequiredService<DurableEngine>();

        (await RunAsync(engine, "ask")).Should().Be(engine.JournalPath);
        await host.StopAsync();
    }

    [Test]
    public async Task DurableEngine_BeforeTheHostStarts_IsOpenWithoutItsFunctions()
    {
        using var host = Build(_ => { });

        var engine = host.Services.GetRequiredService<DurableEngine>();

        (await engine.ListAsync()).Executions.Should().BeEmpty();
        await engine.Awaiting(e => e.StartAsync("Greeter", "a", "x")).Should().ThrowAsync<FunctionNotRegisteredException>();
        await host.StartAsync();
        (await RunAsync(engine, "Greeter")).Should().Be("Hello you!");
        await host.StopAsync();
    }

    [Test]
    public async Task DurableEngine_OfAHostThatNeverStarts_IsGivenUpWithTheHost()
    {
        using (var host = Build(_ => { }))
        {
            host.Services.GetRequiredService<DurableEngine>();
        }

        await using var engine = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = _files.Path });
        engine.Recovery.WasStoppedCleanly.Should().BeTrue();
    }

    [Test]
    public void DurableEngine_AskedForByItsOwnConfiguration_SaysSo()
    {
        using var host = Build(engine => engine.Configure((services, options) => options.LoggerFactory = new NoLoggers(services.GetRequiredService<DurableEngine>())));

        host.Services.Invoking(services => services.GetRequiredService<DurableEngine>())
            .Should().Throw<InvalidOperationException>().WithMessage("*sets up the durable engine asks for the engine*");
    }

    [Test]
    public async Task HealthCheck_FollowsTheEngine()
    {
        using (var first = Build(_ => { }))
        {
            (await CheckAsync(first)).Status.Should().Be(HealthStatus.Unhealthy, "it is not open");
            await first.StartAsync();
            var healthy = await CheckAsync(first);
            healthy.Status.Should().Be(HealthStatus.Healthy);
            healthy.Data.Should().Contain("journal", _files.Path).And.Contain("executions.Running", 0L).And.ContainKey("journalBytes");
            var never = new TaskCompletionSource<string>();
            var engine = first.Services.GetRequiredService<DurableEngine>();
            engine.Register<string, string>("missing", (_, _) => never.Task);
            await engine.StartAsync("missing", "stuck", "x");
            await first.StopAsync();
            (await CheckAsync(first)).Status.Should().Be(HealthStatus.Unhealthy, "it was stopped");
        }

        using var second = Build(_ => { });
        await second.StartAsync();

        var degraded = await CheckAsync(second);

        degraded.Status.Should().Be(HealthStatus.Degraded);
        degraded.Description.Should().Contain("'stuck'");
        degraded.Data["blocked"].Should().BeEquivalentTo(new[] { "stuck: MissingVersion" });
        await second.StopAsync();
    }

    [Test]
    public async Task HealthCheck_AFaultedJournal_IsUnhealthyAndSaysWhy()
    {
        using var host = Build(engine => engine.Configure(options => options.JournalFaults = new FailSecondCommit()));
        await host.StartAsync();
        var engine = host.Services.GetRequiredService<DurableEngine>();
        await engine.Awaiting(e => e.StartAsync("Greeter", "a", "x")).Should().ThrowAsync<EngineFaultedException>();

        var report = await CheckAsync(host);

        report.Status.Should().Be(HealthStatus.Unhealthy);
        report.Description.Should().Contain("no space left");
        report.Exception.Should().BeOfType<EngineFaultedException>();
        await host.StopAsync();
    }

    private static async Task<HealthReportEntry> CheckAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["durable-engine"];

    private static async Task<string> RunAsync(DurableEngine engine, string function) =>
        await (await engine.StartAsync(function, $"of-{function}", "you")).GetResultAsync<string>();

    private static async Task<string> SlowAsync(DurableContext ctx, string input, TaskCompletionSource entered, Task gate) =>
        await ctx.StepAsync("slow", async () =>
        {
            entered.TrySetResult();
            await gate;
            return input;
        });

    private IHost Build(Action<DurableEngineBuilder> configure)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<Greeting>();
        builder.Services.AddHealthChecks().AddDurableEngine();
        builder.Services.AddDurableEngine(engine =>
        {
            engine.JournalPath = _files.Path;
            configure(engine);
            if (!engine.Functions.Any(function => function.Name == nameof(Greeter)))
            {
                engine.Register<Greeter>();
            }
        });
        return builder.Build();
    }

    private void Greet(DurableEngineBuilder engine)
    {
        engine.JournalPath = _files.Path;
        engine.Register<string, string>("greet", static (_, input) => Task.FromResult($"Hello {input}!"));
        if (!engine.Functions.Any(function => function.Name == nameof(Greeter)))
        {
            engine.Register<Greeter>();
        }
    }

    internal sealed class Greeting
    {
        public string Of(string name) => $"Hello {name}!";
    }

    internal sealed class Greeter : IDurableFunction<string, string>
    {
        private readonly Greeting _greeting;

        public Greeter(Greeting? greeting = null)
        {
            Instances++;
            _greeting = greeting ?? new Greeting();
        }

        public static int Instances { get; set; }

        public async Task<string> RunAsync(DurableContext context, string input) =>
            await context.StepAsync("greet", () => Task.FromResult(_greeting.Of(input)));
    }

    internal sealed class Taker : IDurableFunction<string>
    {
        public static string? Taken { get; private set; }

        public Task RunAsync(DurableContext context, string input)
        {
            Taken = input;
            return Task.CompletedTask;
        }
    }

    internal sealed class Maker : IDurableFunctionWithoutInput<int>
    {
        public async Task<int> RunAsync(DurableContext context) => await context.StepAsync("make", () => 7);
    }

    internal sealed class Doer : IDurableFunction
    {
        public static bool HasRun { get; private set; }

        public Task RunAsync(DurableContext context)
        {
            HasRun = true;
            return Task.CompletedTask;
        }
    }

    internal sealed class Both : IDurableFunction, IDurableFunction<string>
    {
        public Task RunAsync(DurableContext context) => Task.CompletedTask;

        public Task RunAsync(DurableContext context, string input) => Task.CompletedTask;
    }

    private sealed class Starter(IServiceProvider services, List<string> started) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            var engine = services.GetRequiredService<DurableEngine>();
            var execution = await engine.StartAsync("greet", "first", "first", cancellationToken);
            started.Add(await execution.GetResultAsync<string>(cancellationToken));
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Worker(DurableEngine engine, List<string> started) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken) =>
            started.Add(await (await engine.StartAsync("Greeter", "w", "worker", cancellationToken)).GetResultAsync<string>(cancellationToken));

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    internal sealed class Asker(DurableEngine engine) : IDurableFunction<string, string>
    {
        public Task<string> RunAsync(DurableContext context, string input) => Task.FromResult(engine.JournalPath);
    }

    private sealed class NoLoggers(DurableEngine engine) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException(engine.JournalPath);

        public ILogger CreateLogger(string categoryName) => NullLogger.Instance;

        public void Dispose()
        {
        }
    }

    private sealed class FailSecondCommit : Engine.Journal.IJournalFaults
    {
        public void BeforeCommit(long commit, int operations)
        {
            if (commit >= 2)
            {
                throw new IOException("no space left (injected)");
            }
        }

        public void AfterCommit(long commit)
        {
        }
    }

    private sealed class EndedHandle : ExecutionHandle
    {
        public override Task<T> GetResultAsync<T>(CancellationToken cancellationToken = default) => Task.FromResult((T)(object)7);
    }
}
