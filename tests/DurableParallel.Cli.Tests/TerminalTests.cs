using System.Diagnostics;

namespace DurableParallel.Cli.Tests;

/// <summary>The program as a process: in a pipe, and in a pseudo terminal that script of util-linux makes.</summary>
internal sealed class TerminalTests : ShopFixture
{
    private static string Program => Path.Combine(AppContext.BaseDirectory, "dpar.dll");

    [Test]
    public async Task List_InAPipe_HasTabsAndNoColours()
    {
        await EndedAsync("greet", "greet-1");

        var (code, output) = await StartAsync("dotnet", [Program, "list", "--url", Url]);

        code.Should().Be(0);
        output.Should().StartWith("greet-1\tgreet\tSucceeded\t").And.NotContain("\u001b");
    }

    [Test]
    public async Task List_InATerminal_HasATableWithColours()
    {
        await EndedAsync("greet", "greet-1");

        var (code, output) = await StartInTerminalAsync($"dotnet {Program} list --url {Url}");

        code.Should().Be(0, output);
        output.Should().Contain("NAME").And.Contain("greet-1").And.Contain("\u001b[");
    }

    [Test]
    public async Task Show_NotThere_EndsWith3InATerminalToo()
    {
        var (code, output) = await StartInTerminalAsync($"dotnet {Program} show nothing --url {Url}");

        code.Should().Be(3);
        output.Should().Contain("There is no execution 'nothing'");
    }

    [Test]
    public async Task Dev_AFreePort_PrintsBothLinksAndAnswersUnderThem()
    {
        var start = new ProcessStartInfo("dotnet", [Program, "dev", "--port", "0", "--journal", FileOf("dev.db")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            var console = "";
            while (console.Length == 0 && await process.StandardOutput.ReadLineAsync() is { } line)
            {
                console = line.StartsWith("Console at ", StringComparison.Ordinal) ? line["Console at ".Length..] : "";
            }

            (await Dpar.RunAsync("stats", "--url", console)).Output.Should().Contain("executions\t0");
            using (Process.Start("kill", ["-TERM", $"{process.Id}"]))
            {
                await process.WaitForExitAsync();
            }

            process.ExitCode.Should().Be(0, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static async Task<(int Code, string Output)> StartInTerminalAsync(string command)
    {
        if (!File.Exists("/usr/bin/script"))
        {
            Assert.Ignore("The program script of util-linux is not on this machine; it makes the pseudo terminal.");
        }

        return await StartAsync("/usr/bin/script", ["-qec", $"stty cols 160; {command}", "/dev/null"]);
    }

    private static async Task<(int Code, string Output)> StartAsync(string file, string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment.Remove("NO_COLOR");
        start.Environment.Remove("CI");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
