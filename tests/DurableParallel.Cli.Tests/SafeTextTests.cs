using DurableParallel.Cli.Output;

namespace DurableParallel.Cli.Tests;

internal sealed class SafeTextTests
{
    [TestCase(null, "")]
    [TestCase("order-7", "order-7")]
    [TestCase("naïve 😀", "naïve 😀")]
    [TestCase("\u001b[31mred", "\\u001b[31mred")]
    [TestCase("a\nb\tc\r", "a\\nb\\tc\\r")]
    [TestCase("abc\u202Edef", "abc\\u202edef")]
    [TestCase("\u009b2J", "\\u009b2J")]
    public void Of_AnyText_CannotSteerATerminal(string? text, string expected) => SafeText.Of(text).Should().Be(expected);

    [TestCase("abcdef", 6, "abcdef")]
    [TestCase("abcdef", 5, "abcd…")]
    [TestCase("ab😀def", 4, "ab…")]
    public void Cut_LongText_KeepsWholeCharacters(string text, int longest, string expected) => SafeText.Cut(text, longest).Should().Be(expected);
}
