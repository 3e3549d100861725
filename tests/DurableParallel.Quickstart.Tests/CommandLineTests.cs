using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Quickstart.Tests;

public sealed class CommandLineTests
{
    private TemporaryFolder _folder = null!;
    private AuditOptions? _options;

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        _options = null;
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task InvokeAsync_AllOptions_AreBound()
    {
        var at = _folder.Path;

        var code = await InvokeAsync(at, "--journal", $"{at}/j.db", "--concurrency", "3", "--tolerate", "0", "--slow", "20", "--kill-after", "15",
            "--fail", "*.md", "--report", $"{at}/r.json", "--effects", $"{at}/e.txt");

        code.Should().Be(7);
        _options.Should().BeEquivalentTo(new AuditOptions
        {
            Folder = at,
            Journal = $"{at}/j.db",
            Report = $"{at}/r.json",
            Effects = $"{at}/e.txt",
            Concurrency = 3,
            Tolerate = 0,
            Slow = TimeSpan.FromMilliseconds(20),
            KillAfter = 15,
            Fail = "*.md",
        });
    }

    [Test]
    public async Task InvokeAsync_NoOptions_HasDefaults()
    {
        await InvokeAsync(_folder.Path, "--journal", Path.Combine(_folder.Path, "j.db"));

        _options!.Concurrency.Should().Be(8);
        _options.Tolerate.Should().Be(10);
        _options.KillAfter.Should().BeNull();
        _options.Slow.Should().Be(TimeSpan.Zero);
    }

    [TestCase("--concurrency", "0")]
    [TestCase("--concurrency", "many")]
    [TestCase("--tolerate", "-1")]
    [TestCase("--slow", "1.5")]
    [TestCase("--kill-after", "99999999999")]
    public async Task InvokeAsync_BadNumber_IsSaidInOneSentence(string option, string value)
    {
        var invoking = () => InvokeAsync(_folder.Path, option, value);

        (await invoking.Should().ThrowAsync<UsageException>()).WithMessage($"{option} needs a whole number *, and '{value}' is none.");
        _options.Should().BeNull();
    }

    [TestCase("--bogus")]
    [TestCase("second-folder")]
    [TestCase("--fail")]
    public async Task InvokeAsync_UnknownOrUnfinished_IsSaidInOneSentence(string argument)
    {
        var invoking = () => InvokeAsync(_folder.Path, argument);

        (await invoking.Should().ThrowAsync<UsageException>()).Which.Message.Should().Contain(argument).And.NotContain("\n");
    }

    [Test]
    public async Task InvokeAsync_UnknownOptionWithoutAFolder_IsNotTakenForTheFolder()
    {
        var invoking = () => InvokeAsync("--bogus");

        (await invoking.Should().ThrowAsync<UsageException>()).WithMessage("There is no option '--bogus'; --help lists them.*");
    }

    [Test]
    public async Task InvokeAsync_ReportOverTheJournal_IsRefused()
    {
        var invoking = () => InvokeAsync(_folder.Path, "--journal", $"{_folder.Path}/a", "--report", $"{_folder.Path}/./a");

        (await invoking.Should().ThrowAsync<UsageException>()).WithMessage("--journal and --report need files of their own*");
        _options.Should().BeNull();
    }

    private Task<int> InvokeAsync(params string[] arguments) => new CommandLine((options, _) =>
    {
        _options = options;
        return Task.FromResult(7);
    }).InvokeAsync(arguments);
}
