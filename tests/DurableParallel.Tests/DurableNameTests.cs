namespace DurableParallel.Tests;

public sealed class DurableNameTests
{
    [TestCase("order-17")]
    [TestCase("A_b-9")]
    [TestCase("x")]
    [TestCase("deadbeef")]
    public void From_TextThatIsAName_StaysAsItIs(string text) => DurableName.From(text).Should().Be(text);

    [Test]
    public void From_TextOf64Characters_StaysAsItIs() => DurableName.From(new string('x', 64)).Should().Be(new string('x', 64));

    // Frozen: names of executions are made anew by whoever starts them again.
    [TestCase("", "e3b0c44298fc1c14")]
    [TestCase("a b", "a-b-c8687a08aa5d6ed2")]
    [TestCase("Order #17 of Zoë", "Order--17-of-Zo--104f6e052cea8695")]
    public void From_OtherText_IsCleanedAndHasAHash(string text, string name) => DurableName.From(text).Should().Be(name);

    [Test]
    public void From_LongText_IsCut()
    {
        var name = DurableName.From(new string('x', 65));

        name.Should().HaveLength(64).And.MatchRegex("^x{47}-[0-9a-f]{16}$");
    }

    [Test]
    public void From_ManyTexts_AreValidAndDiffer()
    {
        string[] texts =
        [
            "a b", "a-b", "a.b", "a_b", "A b", " a b", "a b ", "a\u00e4b", "a\u0061\u0308b", "😀", "😁", "注文", "注文 ", "\n", "\t",
            DurableName.From("a b"), DurableName.From(DurableName.From("a b")), DurableName.From(""), new string('x', 64), new string('x', 65), new string('x', 6500),
            new string('x', 64) + "y", new string('x', 64) + "z",
        ];

        var names = texts.Select(DurableName.From).ToList();

        names.Should().OnlyHaveUniqueItems().And.OnlyContain(static name => name.Length >= 1 && name.Length <= 64);
        names.Should().AllSatisfy(static name => name.Should().MatchRegex("^[A-Za-z0-9_-]+$"));
        texts.Select(DurableName.From).Should().Equal(names, "the same text has the same name");
    }

    [Test]
    public void From_Null_IsRefused() => FluentActions.Invoking(static () => DurableName.From(null!)).Should().Throw<ArgumentNullException>();
}
