using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Quickstart.Tests;

public sealed class TextAnalyzerTests
{
    [Test]
    public void Complete_EmptyText_FindsNothing()
    {
        var analysis = Analyse("");

        analysis.Words.Should().Be(0);
        analysis.LongestLine.Should().Be(0);
        analysis.TopWords.Should().BeEmpty();
    }

    [Test]
    public void Complete_Words_AreComparedInLowerCaseAndOrdered()
    {
        var analysis = Analyse("b a The the THE b c-d");

        analysis.Words.Should().Be(8);
        analysis.TopWords.Should().Equal(new("the", 3), new("b", 2), new("a", 1), new("c", 1), new("d", 1));
    }

    [Test]
    public void Complete_Emoji_IsOneCharacterAndNoWord()
    {
        var analysis = Analyse("👍🏽 ok ❤️");

        analysis.Words.Should().Be(1);
        analysis.LongestLine.Should().Be(8);
    }

    [Test]
    public void Complete_CombiningMark_BelongsToItsWord()
    {
        var analysis = Analyse("cafe\u0301 x");

        analysis.TopWords.Should().Contain(new WordCount("cafe\u0301", 1));
    }

    [Test]
    public void Add_SurrogatesInTwoPieces_AreOneCharacter()
    {
        var analyzer = new TextAnalyzer();

        analyzer.Add("a\uD83D");
        analyzer.Add("\uDE00b");

        analyzer.Complete().LongestLine.Should().Be(3);
    }

    [Test]
    public void Add_LoneSurrogates_CountAsOneCharacterEach()
    {
        var analysis = Analyse("\uD83D\uD83Dx\uDE00\uD83D");

        analysis.LongestLine.Should().Be(5);
    }

    [Test]
    public void Complete_WordOfAMillionLetters_IsKeptShort()
    {
        var analysis = Analyse(new string('x', 1_000_000));

        analysis.Words.Should().Be(1);
        analysis.LongestLine.Should().Be(1_000_000);
        analysis.TopWords.Should().ContainSingle().Which.Word.Should().HaveLength(64);
    }

    [Test]
    public void Complete_MoreDistinctWordsThanAreToldApart_CountsThemAll()
    {
        var analysis = Analyse(string.Join(' ', Enumerable.Range(0, 60_000).Append(0)));

        analysis.Words.Should().Be(60_001);
        analysis.TopWords[0].Should().Be(new WordCount("0", 2));
    }

    private static TextAnalysis Analyse(string text)
    {
        var analyzer = new TextAnalyzer();
        analyzer.Add(text);
        return analyzer.Complete();
    }
}
