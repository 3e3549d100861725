namespace DurableParallel.Cli.Tests;

internal sealed class UsageTests
{
    [TestCase("There is no command 'lst'. 'dpar --help' says what can be given.\n", "lst")]
    [TestCase("Required argument 'execution' missing for command: 'show'. 'dpar show --help' says what can be given.\n", "show")]
    [TestCase("--url needs the address of a console, such as http://127.0.0.1:9911/console, and 'there' is none.\n", "list", "--url", "there")]
    [TestCase("--url and --journal exclude each other: give the one that is to be asked.\n", "list", "--url", "http://localhost", "--journal", "j.db")]
    public async Task Run_WrongArgument_SaysWhichAndEndsWith2(string expected, params string[] arguments)
    {
        var run = await Dpar.RunAsync(arguments);

        run.Should().Be(new Dpar(2, "", expected));
    }

    [Test]
    public async Task Run_AddressWhereNothingAnswers_EndsWith5()
    {
        // Port 1 of loopback: nothing listens there.
        var run = await Dpar.RunAsync("list", "--url", "http://127.0.0.1:1/durable");

        run.ExitCode.Should().Be(5);
        run.Errors.Should().StartWith("No console answers at http://127.0.0.1:1/durable/api: ");
    }

    [Test]
    public async Task Run_JournalThatIsNotThere_EndsWith3()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "none.db");

        var run = await Dpar.RunAsync("list", "--journal", path);

        run.Should().Be(new Dpar(3, "", $"There is no journal at {path}.\n"));
    }

    [Test]
    public async Task Run_Help_NamesEveryCommand()
    {
        var run = await Dpar.RunAsync("--help");

        run.ExitCode.Should().Be(0);
        string[] commands =
        [
            "list", "show", "tail", "history", "tree", "start", "stop", "cancel", "retry", "fork", "callbacks", "complete", "fail", "heartbeat", "blocked", "unblock",
            "purge", "schedules", "whatif", "stats", "verify", "serve", "dev",
        ];
        run.Output.Should().ContainAll(commands.Select(static command => $"\n  {command} "));
    }

    [TestCase("dpar li", "list")]
    [TestCase("dpar list --sta", "--state", "--status")]
    [TestCase("dpar list --status Fa", "Failed")]
    [TestCase("dpar show --payload ", "input")]
    [TestCase("dpar schedules tr", "trigger")]
    public async Task Run_SuggestDirective_CompletesTheLine(string line, params string[] expected)
    {
        var run = await Dpar.RunAsync($"[suggest:{line.Length}]", line);

        run.Lines.Should().Contain(expected);
    }

    [TestCase("bash", "complete -o default -F _dpar_complete dpar")]
    [TestCase("zsh", "compdef _dpar_complete dpar")]
    [TestCase("fish", "complete -c dpar")]
    [TestCase("pwsh", "Register-ArgumentCompleter -Native -CommandName dpar")]
    public async Task Completion_AnyShell_PrintsAScriptThatAsksTheProgram(string shell, string expected)
    {
        var run = await Dpar.RunAsync("completion", shell);

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain(expected).And.Contain("[suggest:");
    }

    [Test]
    public async Task Completion_AnotherShell_IsRefused() => (await Dpar.RunAsync("completion", "csh")).ExitCode.Should().Be(2);
}
