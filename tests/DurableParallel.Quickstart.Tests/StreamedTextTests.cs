using System.Text;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Quickstart.Tests;

public sealed class StreamedTextTests
{
    private static readonly byte[] Invalid = [(byte)'a', 0xFF, (byte)'b', (byte)'\n', 0xE2, 0x82];

    [Test]
    public async Task ReadAsync_EmptyFile_HasNoLines()
    {
        var facts = await ReadAsync([]);

        facts.Should().Be(new FileFacts(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 0, null));
    }

    [TestCase("one", 1)]
    [TestCase("one\n", 1)]
    [TestCase("one\r\ntwo\r\n", 2)]
    [TestCase("one\rtwo", 2)]
    [TestCase("\n\r\n\r", 3)]
    [TestCase("one\n\ntwo", 3)]
    public async Task ReadAsync_LineEnds_AreCountedOnce(string text, int lines)
    {
        var facts = await ReadAsync(Encoding.UTF8.GetBytes(text));

        facts.Lines.Should().Be(lines);
        facts.Size.Should().Be(text.Length);
    }

    [TestCase("utf-8")]
    [TestCase("utf-16")]
    [TestCase("utf-16BE")]
    [TestCase("utf-32")]
    [TestCase("utf-32BE")]
    public async Task ReadAsync_ByteOrderMark_TellsTheEncoding(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes("äöü one\r\ntwo 😀")];

        var facts = await ReadAsync(bytes);
        var analysis = await AnalyseAsync(bytes);

        facts.Lines.Should().Be(2);
        facts.Skip.Should().BeNull();
        analysis.Words.Should().Be(3);
        analysis.LongestLine.Should().Be(7);
    }

    [Test]
    public async Task ReadAsync_OnlyAByteOrderMark_HasNoLines()
    {
        var facts = await ReadAsync([0xEF, 0xBB, 0xBF]);

        facts.Lines.Should().Be(0);
        facts.Size.Should().Be(3);
    }

    [Test]
    public async Task AnalyseAsync_InvalidUtf8_IsATextWithReplacements()
    {
        var facts = await ReadAsync(Invalid);
        var analysis = await AnalyseAsync(Invalid);

        facts.Skip.Should().BeNull();
        facts.Lines.Should().Be(2);
        analysis.Words.Should().Be(2);
        analysis.LongestLine.Should().Be(3);
    }

    [TestCase(0)]
    [TestCase(200_000)]
    public async Task ReadAsync_NulAnywhere_IsBinary(int position)
    {
        var bytes = Enumerable.Repeat((byte)'a', position + 1).ToArray();
        bytes[position] = 0;

        var facts = await ReadAsync(bytes);

        facts.Skip.Should().Be("binary");
        facts.Lines.Should().Be(0);
        facts.Size.Should().Be(position + 1);
        facts.Sha256.Should().HaveLength(64);
    }

    [Test]
    public async Task AnalyseAsync_StreamOfSingleBytes_GivesTheSameAsOneRead()
    {
        var bytes = Encoding.UTF8.GetBytes("über 😀 straße\r\nüber\n");

        var analysis = await FileReader.AnalyseAsync(new TricklingStream(bytes), CancellationToken.None);
        var facts = await FileReader.ReadAsync(new TricklingStream(bytes), CancellationToken.None);

        analysis.Should().BeEquivalentTo(await AnalyseAsync(bytes));
        facts.Should().Be(await ReadAsync(bytes));
        analysis.LongestLine.Should().Be(13);
        analysis.TopWords[0].Should().Be(new WordCount("über", 2));
    }

    private static Task<FileFacts> ReadAsync(byte[] bytes) => FileReader.ReadAsync(new MemoryStream(bytes), CancellationToken.None);

    private static Task<TextAnalysis> AnalyseAsync(byte[] bytes) => FileReader.AnalyseAsync(new MemoryStream(bytes), CancellationToken.None);
}
