using System.Collections.Concurrent;
using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Steps;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class StepServicesTests(ContractHostKind kind) : ContractFixture(kind)
{
    private readonly ScopeRecorder _services = new();

    [Test]
    public async Task Services_OfEveryAttempt_AreAScopeOfItsOwn()
    {
        await OpenAsync(new ContractHostOptions { Services = _services });
        var seen = new ConcurrentQueue<RecordedScope>();

        await ValueAsync(ctx => ctx.StepAsync(
            "s",
            s =>
            {
                seen.Enqueue(ScopeRecorder.ScopeOf(s.Services));
                s.Services.Should().BeSameAs(s.Services);
                return s.Attempt < 2 ? throw new InvalidDataException("again") : 1;
            },
            new StepConfig { Retry = RetryStrategy.Fixed(2, TimeSpan.FromMinutes(1)) }));

        seen.Should().HaveCount(2).And.OnlyHaveUniqueItems();
        _services.Scopes.Should().Equal(seen).And.OnlyContain(scope => scope.Disposals == 1);
    }

    [Test]
    public async Task Services_ThatNobodyAsksFor_MakeNoScope()
    {
        await OpenAsync(new ContractHostOptions { Services = _services });

        await ValueAsync(ctx => ctx.StepAsync("s", s => s.Attempt));

        _services.Scopes.Should().BeEmpty();
    }

    [Test]
    public async Task Services_AreDisposedBeforeTheEndIsRecorded()
    {
        await OpenAsync(new ContractHostOptions { Services = _services });
        var disposing = new Gate();
        var mayEnd = new Gate();
        _services.OnDispose = async () =>
        {
            disposing.Open();
            await mayEnd.Opened;
        };
        var execution = await StartAsync(async ctx =>
        {
            await ctx.StepAsync("s", async s =>
            {
                await Task.Yield();
                _ = s.Services;
            });
            return 1;
        });

        await disposing.Opened.WaitAsync(HangGuard);
        execution.Updates.Should().NotContain(update => update.Action == OperationAction.Succeed);
        mayEnd.Open();

        (await OutcomeOf(execution)).Value<int>().Should().Be(1);
    }

    [Test]
    public async Task Services_WhoseDisposalFails_FailTheAttempt()
    {
        await OpenAsync(new ContractHostOptions { Services = _services });
        _services.OnDispose = () => throw new InvalidDataException("not flushed");

        var run = await RunAsync(ctx => ctx.StepAsync(
            "s",
            s =>
            {
                _ = s.Services;
                return 1;
            },
            new StepConfig { Retry = RetryStrategy.None }));

        run.Outcome.Error!.ErrorMessage.Should().Be("not flushed");
    }

    [Test]
    public async Task Services_WhenBodyAndDisposalFail_TheBodysErrorStays()
    {
        await OpenAsync(new ContractHostOptions { Services = _services });
        _services.OnDispose = () => throw new InvalidDataException("not flushed");

        var run = await RunAsync<int>(ctx => ctx.StepAsync<int>(
            "s",
            s =>
            {
                _ = s.Services;
                throw new InvalidDataException("broken");
            },
            new StepConfig { Retry = RetryStrategy.None }));

        run.Outcome.Error!.ErrorMessage.Should().Be("broken");
    }

    [Test]
    public async Task Services_AfterTheAttempt_AreRefused()
    {
        await OpenAsync(new ContractHostOptions { Services = _services });
        StepContext? kept = null;

        await ValueAsync(ctx => ctx.StepAsync("s", s =>
        {
            kept = s;
            return 1;
        }));

        FluentActions.Invoking(() => kept!.Services).Should().Throw<InvalidOperationException>().WithMessage("*after its attempt had ended*");
    }

    [Test]
    public async Task Services_OfAHostWithoutAny_FailTheStepAndSayWhatToSet()
    {
        var run = await RunAsync<int>(ctx => ctx.StepAsync<int>("s", s => throw new InvalidDataException($"{s.Services}"), new StepConfig { Retry = RetryStrategy.None }));

        run.Outcome.Error!.ErrorType.Should().Be(typeof(InvalidOperationException).FullName);
        run.Outcome.Error.ErrorMessage.Should().Contain("'s'").And.Contain("DurableEngineOptions.Services");
    }

    [Test]
    public async Task Services_WithoutScopes_FailTheStepAndSaySo()
    {
        await OpenAsync(new ContractHostOptions { Services = new NoScopes() });

        var run = await RunAsync<int>(ctx => ctx.StepAsync<int>("s", s => throw new InvalidDataException($"{s.Services}"), new StepConfig { Retry = RetryStrategy.None }));

        run.Outcome.Error!.ErrorMessage.Should().Contain("IServiceScopeFactory");
    }

    [Test]
    public async Task Services_OfAStepThatIsCutOff_AreDisposedWhenItsBodyEnds()
    {
        await OpenAsync(new ContractHostOptions { Services = _services });
        var begun = new Gate();
        var mayEnd = new Gate();
        var execution = await StartAsync(ctx => ctx.StepAsync("s", async s =>
        {
            _ = s.Services;
            begun.Open();
            await mayEnd.Opened;
            return 1;
        }));
        await begun.Opened.WaitAsync(HangGuard);

        await Host.CrashAsync();
        mayEnd.Open();
        await UntilAsync(() => _services.Scopes.Single().Disposals == 1);
        await Host.RestartAsync();

        (await OutcomeOf(execution)).Value<int>().Should().Be(1);
        _services.Scopes.Should().HaveCount(2).And.OnlyContain(scope => scope.Disposals == 1);
    }

    private sealed class NoScopes : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
