namespace DurableParallel.Server.Tests;

/// <summary>The command line.</summary>
[TestFixture]
internal sealed class ServerCommandTests
{
    private static ServerCommand Command => new((_, _) => Task.FromResult(0));

    [Test]
    public void Bind_WithoutArguments_HasTheDefaults()
    {
        var options = Command.Bind([]);

        options.Urls.Should().Equal("http://127.0.0.1:9911");
        options.Profile.Should().Be(ServerProfile.Aws);
        options.Functions.Should().BeEmpty();
    }

    [Test]
    public void Bind_OfFunctions_ReadsEachForm()
    {
        var options = Command.Bind(["--function", "a", "--function", "b=http://localhost:8080", "--function", "c,d", "--exec", "node index.js", "--plain", "a"]);

        options.Functions.Should().BeEquivalentTo(
        [
            new ServedFunctionOptions { Name = "a", IsPlain = true },
            new ServedFunctionOptions { Name = "b", Endpoint = new Uri("http://localhost:8080") },
            new ServedFunctionOptions { Name = "c,d", Command = "node index.js" },
        ]);
    }

    [Test]
    public void Bind_OfPortsForWorkers_GivesThemToTheirFunctions()
    {
        var options = Command.Bind(["--function", "a", "--worker-port", "a=9001", "--worker-port", "b=9002", "--function-timeout", "7"]);

        options.Functions.Should().BeEquivalentTo(
        [
            new ServedFunctionOptions { Name = "a", WorkerPort = 9001, InvocationTimeout = TimeSpan.FromSeconds(7) },
            new ServedFunctionOptions { Name = "b", WorkerPort = 9002, InvocationTimeout = TimeSpan.FromSeconds(7) },
        ]);
    }

    [Test]
    public void Bind_OfEndpointConcurrency_IsRead() =>
        Command.Bind(["--endpoint-concurrency", "4"]).EndpointConcurrency.Should().Be(4);

    [Test]
    public void Bind_OfTheTimeThatTheJournalIsWaitedFor_IsRead() =>
        Command.Bind(["--lock-timeout", "90"]).LockTimeout.Should().Be(TimeSpan.FromSeconds(90));

    [Test]
    public void Bind_OfTheTimeThatInvokesWaitForWorkers_IsRead()
    {
        Command.Bind(["--worker-timeout", "1.5"]).WorkerTimeout.Should().Be(TimeSpan.FromSeconds(1.5));
        Command.Bind([]).WorkerTimeout.Should().Be(TimeSpan.FromSeconds(30));
    }

    [TestCase("--endpoint-concurrency", "0")]
    [TestCase("--lock-timeout", "-1")]
    [TestCase("--lock-timeout", "NaN")]
    [TestCase("--worker-timeout", "-1")]
    [TestCase("--worker-timeout", "86401")]
    [TestCase("--worker-port", "a")]
    [TestCase("--worker-port", "a=0")]
    [TestCase("--worker-port", "a=65536")]
    [TestCase("--exec", "x")]
    [TestCase("--plain", "x")]
    [TestCase("--profile", "x")]
    [TestCase("--retention", "0")]
    [TestCase("--retention", "36501")]
    [TestCase("--retry-delay", "-1")]
    [TestCase("--retry-delay", "1e300")]
    [TestCase("--retry-delay", "NaN")]
    [TestCase("--function-timeout", "0", "--function", "a")]
    [TestCase("--function-timeout", "5000000", "--function", "a")]
    [TestCase("--execution-timeout", "31622401", "--function", "a")]
    [TestCase("--function", "a=nonsense")]
    public void Bind_OfSomethingElse_SaysWhatIsExpected(params string[] arguments)
    {
        var binding = () => Command.Bind(arguments);

        binding.Should().Throw<ArgumentException>().Which.Message.Should().Contain(arguments[0]).And.NotContain("Parameter '");
    }

    [Test]
    public void Options_OfTimesThatNoTimerTakes_AreRefused()
    {
        FluentActions.Invoking(() => new DurableServerOptions { RetryDelay = TimeSpan.MaxValue }).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*RetryDelay*366 days*");
        FluentActions.Invoking(() => new DurableServerOptions { Retention = TimeSpan.Zero }).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*Retention*");
        FluentActions.Invoking(() => new ServedFunctionOptions { Name = "a", InvocationTimeout = TimeSpan.FromDays(41) })
            .Should().Throw<ArgumentOutOfRangeException>().WithMessage("*InvocationTimeout*40 days*");
        new DurableServerOptions { Retention = null, RetryDelay = TimeSpan.FromDays(366) }.RetryDelay.Should().Be(TimeSpan.FromDays(366));
        new ServedFunctionOptions { Name = "a", InvocationTimeout = TimeSpan.FromDays(40) }.InvocationTimeout.Should().Be(TimeSpan.FromDays(40));
    }
}
