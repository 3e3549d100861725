using DurableParallel.HelloSequence.Terminal;
using DurableParallel.HelloSequence.Web;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.HelloSequence.Tests;

/// <summary>What is typed, and what is understood.</summary>
public sealed class CommandLineTests
{
    private ServeOptions? _serve;
    private RunOptions? _run;

    [SetUp]
    public void SetUp() => (_serve, _run) = (null, null);

    [Test]
    public async Task Invoke_Nothing_ServesOnLoopback()
    {
        await InvokeAsync();

        _serve.Should().Be(new ServeOptions("http://127.0.0.1:5080", ExampleJournal.DefaultPath));
    }

    [Test]
    public async Task Invoke_Options_AreTaken()
    {
        await InvokeAsync("--url", "http://127.0.0.1:0", "--journal", "/somewhere/j.db");

        _serve.Should().Be(new ServeOptions("http://127.0.0.1:0", "/somewhere/j.db"));
    }

    [Test]
    public async Task Invoke_Run_HasAFreshPrefix()
    {
        await InvokeAsync("run", "100000");

        _run!.Count.Should().Be(100_000);
        _run.InFlight.Should().Be(RunOptions.DefaultInFlight);
        _run.Prefix.Should().MatchRegex("^hello-[0-9]{8}-[0-9]{6}-[0-9a-f]{6}$");
    }

    [Test]
    public async Task Invoke_RunWithOptions_TakesThem()
    {
        await InvokeAsync("run", "5", "--prefix", "mine", "--journal", "/somewhere/j.db", "--in-flight", "7");

        _run.Should().Be(new RunOptions(5, "/somewhere/j.db", "mine", 7));
    }

    [TestCase("count is required*", "run")]
    [TestCase("count has to be*'many'*", "run", "many")]
    [TestCase("count has to be*'0'*", "run", "0")]
    [TestCase("count has to be*'1000001'*", "run", "1000001")]
    [TestCase("--prefix needs*", "run", "1", "--prefix", "bad prefix")]
    [TestCase("--in-flight needs*'0'*", "run", "1", "--in-flight", "0")]
    [TestCase("--url needs*", "--url", "elsewhere")]
    [TestCase("'walk' is not understood*", "walk")]
    [TestCase("'--fast' is not understood*", "--fast")]
    public async Task Invoke_BadUsage_IsASentence(string sentence, params string[] arguments)
    {
        await FluentActions.Awaiting(() => InvokeAsync(arguments)).Should().ThrowAsync<UsageException>().WithMessage(sentence);

        _serve.Should().BeNull();
        _run.Should().BeNull();
    }

    private Task<int> InvokeAsync(params string[] arguments) => new CommandLine(
        (options, _) =>
        {
            _serve = options;
            return Task.FromResult(0);
        },
        (options, _) =>
        {
            _run = options;
            return Task.FromResult(0);
        }).InvokeAsync(arguments);
}
