using System.Diagnostics;
using System.Net.Sockets;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Quickstart.Tests;

public sealed class FileReaderTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task ReadAsync_OrdinaryFile_GivesItsFacts()
    {
        var path = _folder.Write("a.txt", "abc");

        var facts = await FileReader.ReadAsync(path, CancellationToken.None);

        facts.Should().Be(new FileFacts(3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 1, null));
    }

    [Test]
    public async Task ReadAsync_FileThatVanished_Throws()
    {
        var path = _folder.Write("a.txt");
        File.Delete(path);

        var reading = () => FileReader.ReadAsync(path, CancellationToken.None);

        await reading.Should().ThrowAsync<FileNotFoundException>();
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "There are no FIFOs in folders there.")]
    [CancelAfter(30_000)]
    public async Task ReadAsync_Fifo_IsSkippedAndNotOpened(CancellationToken cancellationToken)
    {
        var path = Path.Combine(_folder.Path, "fifo");
        using var process = Process.Start("mkfifo", [path]);
        await process.WaitForExitAsync(cancellationToken);

        var facts = await FileReader.ReadAsync(path, cancellationToken);

        facts.Should().Be(new FileFacts(0, null, 0, "FIFO"));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Sockets are no entries of folders there.")]
    public async Task ReadAsync_Socket_IsSkipped()
    {
        var path = Path.Combine(_folder.Path, "socket");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));

        var facts = await FileReader.ReadAsync(path, CancellationToken.None);

        facts.Skip.Should().Be("socket");
    }

    [Test]
    public async Task ReadAsync_NameThatIsNotUtf8_IsSkippedWithAReason()
    {
        var facts = await FileReader.ReadAsync(Path.Combine(_folder.Path, "bad\uFFFD.txt"), CancellationToken.None);

        facts.Skip.Should().Be("a name that is not UTF-8");
    }

    [Test]
    public async Task ReadAsync_NameWithAReplacementCharacter_IsRead()
    {
        var path = _folder.Write("odd\uFFFD.txt");

        var facts = await FileReader.ReadAsync(path, CancellationToken.None);

        facts.Skip.Should().BeNull();
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Devices are no entries of folders there.")]
    public async Task ReadAsync_EndlessDevice_IsSkipped()
    {
        var facts = await FileReader.ReadAsync("/dev/zero", CancellationToken.None);

        facts.Skip.Should().Be("character device");
    }
}
