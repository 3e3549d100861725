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

    [TestCase(false, false)]
    [TestCase(false, true)]
    [TestCase(true, false)]
    [TestCase(true, true)]
    public async Task ListWatch_AnExecutionThatStartsMeanwhile_IsPrintedUntilCtrlC(bool inTerminal, bool onFile)
    {
        if (inTerminal)
        {
            RequireTerminal();
        }

        await EndedAsync("greet", "greet-1");
        string[] source = onFile ? ["--journal", Journal] : ["--url", Url];
        // What starts the tests may have them ignore the signal, and their children with them.
        string[] command = ["env", "--default-signal=INT", "dotnet", Program, "list", "--watch", "0.1", .. source];
        using var process = inTerminal ? Start("/usr/bin/script", ["-qec", $"stty cols 160; {string.Join(' ', command)}", "/dev/null"]) : Start(command[0], command[1..]);
        try
        {
            var first = await ReadUntilAsync(process, "greet-1");
            await EndedAsync("greet", "greet-2");
            var second = await ReadUntilAsync(process, "greet-2");
            if (inTerminal)
            {
                await process.StandardInput.WriteAsync('\u0003');
                await process.StandardInput.FlushAsync();
            }
            else
            {
                using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
            }

            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();

            process.ExitCode.Should().Be(130);
            (first + second).Contains("\u001b[2J", StringComparison.Ordinal).Should().Be(inTerminal, "a terminal shows it on the same place");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task<string> ReadUntilAsync(Process process, string text)
    {
        var read = "";
        var buffer = new char[4096];
        while (!read.Contains(text, StringComparison.Ordinal))
        {
            var count = await process.StandardOutput.ReadAsync(buffer);
            count.Should().BePositive($"'{text}' should have come in {read}");
            read += new string(buffer, 0, count);
        }

        return read;
    }

    private static async Task<(int Code, string Output)> StartInTerminalAsync(string command)
    {
        RequireTerminal();
        return await StartAsync("/usr/bin/script", ["-qec", $"stty cols 160; {command}", "/dev/null"]);
    }

    private static void RequireTerminal()
    {
        if (!File.Exists("/usr/bin/script"))
        {
            Assert.Ignore("The program script of util-linux is not on this machine; it makes the pseudo terminal.");
        }
    }

    private static async Task<(int Code, string Output)> StartAsync(string file, string[] arguments)
    {
        using var process = Start(file, arguments);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    private static Process Start(string file, string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment.Remove("NO_COLOR");
        start.Environment.Remove("CI");
        return Process.Start(start)!;
    }
}
