using System.Diagnostics;
using DurableParallel.HelloSequence.Terminal;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.HelloSequence.Tests;

/// <summary>The program as a process of its own: what only a process has, its exit code and its signals.</summary>
[CancelAfter(120_000)]
public sealed class ProgramTests
{
    [Test]
    public async Task Program_AWrongArgument_GetsASentenceAndExitCode2(CancellationToken cancellationToken)
    {
        using var process = Start("run", "many");
        var error = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);

        process.ExitCode.Should().Be(ExitCode.Usage);
        error.Trim().Should().Be("count has to be a whole number from 1 to 1000000, and 'many' is not.");
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "sends a signal")]
    public async Task Program_CtrlC_StopsInGoodOrderAndSaysHowToGoOn(CancellationToken cancellationToken)
    {
        using var journal = new TemporaryJournal();
        using var process = Start("run", "1000000", "--prefix", "hello", "--journal", journal.Path);
        await process.StandardOutput.ReadLineAsync(cancellationToken);
        await process.StandardOutput.ReadLineAsync(cancellationToken);

        using var signal = Process.Start("kill", ["-INT", $"{process.Id}"]);
        await signal.WaitForExitAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);

        process.ExitCode.Should().Be(ExitCode.Interrupted);
        output.Should().Contain($"run 1000000 --prefix hello --journal {journal.Path}");
    }

    private static Process Start(params string[] arguments)
    {
        string[] program = ["dotnet", Path.Combine(AppContext.BaseDirectory, "DurableParallel.HelloSequence.dll"), .. arguments];

        // Whoever runs the tests in the background of a shell has them ignore Ctrl-C, and their children inherit that.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", .. program] : program;
        return Process.Start(
            new ProcessStartInfo(command[0], command[1..])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
    }
}
