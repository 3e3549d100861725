using DurableParallel.Errors;

namespace DurableParallel.Tests.Errors;

/// <summary>What messages with a code end with.</summary>
public sealed class ErrorPagesTests
{
    [Test]
    public void Append_AMessage_EndsWithTheCodeAndTheAddressOfItsPage() =>
        ErrorPages.Append("DP2001", "It differs.").Should().Be("It differs. [DP2001] docs/errors/DP2001.md");

    [Test]
    public void Append_TheMessageOfAnotherException_DoesNotSayItTwice()
    {
        var once = ErrorPages.Append("DP2001", "It differs.");

        ErrorPages.Append("DP2001", once).Should().Be(once);
        ErrorPages.Append("DP4007", once).Should().Be($"{once} [DP4007] docs/errors/DP4007.md");
    }

    [TestCase("It differs. [DP2001]", "It differs. [DP2001]")]
    [TestCase("It differs. [DP2001] docs/errors/DP2001.md", "It differs. [DP2001]")]
    [TestCase("It differs. [DP2001] https://example.org/pages/DP2001.md", "It differs. [DP2001]")]
    [TestCase("a [DP1012] docs/errors/DP1012.md b [DP4007] docs/errors/DP4007.md", "a [DP1012] b [DP4007]")]
    [TestCase("See docs/errors/DP2001.md.", "See docs/errors/DP2001.md.")]
    [TestCase("", "")]
    public void WithoutAddresses_OfAnyVersion_IsTheSame(string recorded, string text) => ErrorPages.WithoutAddresses(recorded).Should().Be(text);

    [Test]
    public void Exception_OfAnOperation_HasTheMessageOnRecord()
    {
        var error = new DurableError("T", "The message of the root. [DP1012]");

        new StepFailedException(error).Message.Should().Be(error.ErrorMessage);
    }
}
