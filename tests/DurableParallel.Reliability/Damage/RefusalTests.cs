using System.Buffers.Binary;
using System.Globalization;
using DurableParallel.Engine;
using DurableParallel.Reliability.Probe;
using Microsoft.Data.Sqlite;

namespace DurableParallel.Reliability.Damage;

/// <summary>Files that cannot be used as they are: not ours, too new, held by another, not writable, and disks that are full.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RefusalTests : IDisposable
{
    private const int EndedBySignal = 128 + 25;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Open_WithAnotherMagic_IsRefusedAndLeftAlone([Values(0, 5, 15, 68, 71)] int at)
    {
        var sample = await SampleJournal.MakeAsync(isStopped: true);
        var bytes = (byte[])sample.Files[""].Clone();
        bytes[at] ^= 0x20;
        File.WriteAllBytes(_folder.Journal, bytes);

        await FluentActions.Awaiting(OpenAsync).Should().ThrowAsync<JournalDamagedException>().WithMessage("*is not a journal*");

        File.ReadAllBytes(_folder.Journal).Should().Equal(bytes);
    }

    [Test]
    public async Task Open_OfALaterSchema_IsRefusedAndLeftAlone([Values(6, 7, 1_000_000, -1)] int version)
    {
        var sample = await SampleJournal.MakeAsync(isStopped: true);
        var bytes = (byte[])sample.Files[""].Clone();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(60), version);
        File.WriteAllBytes(_folder.Journal, bytes);

        (await FluentActions.Awaiting(OpenAsync).Should().ThrowAsync<DurableException>()).Which.Code.Should().Be("DP4003");

        File.ReadAllBytes(_folder.Journal).Should().Equal(bytes);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Open_HeldByAnotherProcess_NamesItAndChangesNothing(CancellationToken cancellationToken)
    {
        using var holder = Child.Start(["hold", _folder.Journal]);
        (await holder.ReadLineAsync(cancellationToken)).Should().Be("ready");

        await FluentActions.Awaiting(OpenAsync).Should().ThrowAsync<JournalLockedException>().WithMessage("*process *");
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task Open_WhileAnotherProgramLocksTheDatabase_WaitsOrSaysSo(CancellationToken cancellationToken)
    {
        var sample = await SampleJournal.MakeAsync(isStopped: true);
        _folder.Write(sample.Files);
        using var connection = new SqliteConnection($"Data Source={_folder.Journal};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();

        var opening = OpenAsync();
        var early = await Task.WhenAny(opening, Task.Delay(500, cancellationToken));
        early.Should().NotBe(opening, "whoever looks at the file may be done in a moment");
        command.CommandText = "COMMIT";
        command.ExecuteNonQuery();
        connection.Close();

        await using var engine = await opening;
        (await engine.FindAsync("order-1-0", cancellationToken)).Should().NotBeNull();
    }

    [Test]
    public async Task Open_AFileThatMayNotBeWritten_IsRefused()
    {
        var sample = await SampleJournal.MakeAsync(isStopped: true);

        // What SQLite must not write says so in its header, which holds for everybody, root as well.
        var bytes = (byte[])sample.Files[""].Clone();
        bytes[18] = 3;
        File.WriteAllBytes(_folder.Journal, bytes);

        await FluentActions.Awaiting(OpenAsync).Should().ThrowAsync<DurableException>();

        File.ReadAllBytes(_folder.Journal).Should().Equal(bytes);
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task Write_BeyondTheLimitOfTheSystem_KeepsWhatWasAcknowledged(
        [Values(200_000, 1_000_003, 3_000_000)] int limit,
        [Values] bool isSignalIgnored,
        CancellationToken cancellationToken)
    {
        if (!File.Exists("/usr/bin/prlimit"))
        {
            Assert.Ignore("prlimit is not here.");
        }

        using var folder = new TempFolder(isInMemory: false);

        // By default the system ends a process that writes beyond the limit; who ignores the signal is told by the write.
        string[] below = ["env", "DOTNET_EnableWriteXorExecute=0", "prlimit", $"--fsize={limit}"];
        using var child = Child.Start(["fill", folder.Journal], isSignalIgnored ? ["sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh", .. below] : below);
        var (output, exitCode) = await child.EndAsync(cancellationToken);
        exitCode.Should().Be(isSignalIgnored ? 0 : EndedBySignal, output);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var ended = lines.TakeWhile(line => int.TryParse(line, CultureInfo.InvariantCulture, out _)).Count();
        ended.Should().BePositive();
        if (isSignalIgnored)
        {
            lines[ended].Should().Contain("could not be written").And.Contain("open the journal again");
        }

        await using var engine = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = folder.Journal }, cancellationToken);
        engine.Register<string, string>(FillProgram.FunctionName, FillProgram.EchoAsync);
        for (var number = 0; number < ended; number++)
        {
            var execution = await engine.FindAsync($"e-{number}", cancellationToken);
            execution.Should().NotBeNull("its end was acknowledged");
            (await execution!.GetResultAsync<string>(cancellationToken)).Should().Be(FillProgram.Payload(number));
        }

        await TestContext.Out.WriteLineAsync($"{ended} cases ended below {limit} bytes");
    }

    private Task<DurableEngine> OpenAsync() => DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = _folder.Journal });
}
