using DurableParallel.Console.Ui;

namespace DurableParallel.Console.Tests.Ui;

internal sealed class UiFileTests
{
    [TestCase("", null)]
    [TestCase("gzip, deflate, br", "br")]
    [TestCase("gzip", "gzip")]
    [TestCase("br;q=0, gzip;q=0.5", "gzip")]
    [TestCase("brotli", null)]
    [TestCase("identity", null)]
    public void Choose_OfWhatAClientTakes_IsTheSmallest(string accepted, string? expected)
    {
        var file = new UiFile([1, 2, 3]) { Brotli = [1], Gzip = [1, 2] };

        file.Choose(accepted).Encoding.Should().Be(expected);
    }

    [Test]
    public void Choose_OfAFileWithoutOtherForms_IsTheFile() => new UiFile([1, 2, 3]).Choose("br, gzip").Encoding.Should().BeNull();
}
