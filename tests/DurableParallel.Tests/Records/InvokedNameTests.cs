using DurableParallel.Records;

namespace DurableParallel.Tests.Records;

[TestFixture]
internal sealed class InvokedNameTests
{
    [Test]
    public void Of_AShortName_IsNameAndPosition() =>
        InvokedName.Of("order-7", new OperationId(new OperationId(null, 1), 3)).Should().Be("order-7--1-3");

    [Test]
    public void Of_ALongName_IsBoundedLegalAndStable()
    {
        var operation = new OperationId(null, 1);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var name = "a";
        for (var depth = 0; depth < 200; depth++)
        {
            name = InvokedName.Of(name, operation);
            names.Add(name).Should().BeTrue("every invoke has a name of its own");
            name.Should().MatchRegex("^[A-Za-z0-9_-]{1,64}$");
        }

        InvokedName.Of(new string('n', 64), operation).Should().Be("nnnnnnnnnnnnnnnnnnnnnn--41ec32f4cafda1748da6e3ebaabcb0138a459a7e");
    }

    [Test]
    public void Of_ANameThatIsCutWithinAPair_KeepsNoHalf() =>
        InvokedName.Of(new string('n', 21) + string.Concat(Enumerable.Repeat("🚀", 30)), new OperationId(null, 1))
            .Should().StartWith(new string('n', 21) + "--").And.HaveLength(63);

    [Test]
    public void Of_ReservedPositions_IsLegal()
    {
        var scope = new OperationId(null, 2);

        InvokedName.Of("p", new OperationId(OperationId.CompensationOf(scope), 1)).Should().Be("p--2-c-1");
    }
}
