using System.Globalization;
using DurableParallel.Records;

namespace DurableParallel.Tests.Records;

[TestFixture]
internal sealed class NameTextTests
{
    [Test]
    public void WhyRefused_EveryCharacter_IsRefusedWhenItEndsALineOrIsHalf()
    {
        for (var code = 0; code <= char.MaxValue; code++)
        {
            var character = (char)code;
            var category = char.GetUnicodeCategory(character);
            var expected = category is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
            (NameText.WhyRefused($"a{character}b") is not null).Should().Be(expected, "of U+{0:X4}", code);
        }
    }

    [Test]
    public void WhyRefused_AWholePair_IsTaken() => NameText.WhyRefused("🚀").Should().BeNull();

    [Test]
    public void PlainName_EveryAsciiCharacter_IsAsTheWireHasIt()
    {
        for (var code = 0; code < 128; code++)
        {
            PlainName.Is(((char)code).ToString()).Should().Be(char.IsAsciiLetterOrDigit((char)code) || code is '-' or '_', "of {0}", code);
        }

        PlainName.Is(string.Empty).Should().BeFalse();
        PlainName.Is(new string('n', 64)).Should().BeTrue();
        PlainName.Is(new string('n', 65)).Should().BeFalse();
    }
}
