using DurableParallel.Records;

namespace DurableParallel.Tests.Records;

public sealed class OperationIdTests
{
    private static readonly OperationId Root = new(null, 4);
    private static readonly OperationId Scope = new(Root, 2);

    [Test]
    public void Outer_OfAnOrdinaryPlaceAndOfADeadline_IsTheParent()
    {
        Scope.Outer.Should().Be(Root);
        OperationId.DeadlineOf(Scope).Outer.Should().Be(Scope);
    }

    [Test]
    public void Outer_OfCompensations_IsTheContextAroundTheScope()
    {
        OperationId.CompensationOf(Scope).Outer.Should().Be(Root);
        OperationId.CompensationOf(Root).Outer.Should().BeNull();
    }

    [Test]
    public void AttachHostKey_OfAnotherNumber_Throws()
    {
        var id = new OperationId(Root, 1);
        id.AttachHostKey(7);
        id.AttachHostKey(7);

        id.Invoking(i => i.AttachHostKey(8)).Should().Throw<InvalidOperationException>();

        id.HostKey.Should().Be(7);
        new OperationId(Root, 1, hostKey: 9).Should().Be(id, "the number is no part of what an operation is");
    }

    [Test]
    public void IsBelow_AtAnyDepth_IsTrueForThoseAbove()
    {
        var deep = new OperationId(new OperationId(Scope, 1), 7);

        deep.IsBelow(Scope).Should().BeTrue();
        deep.IsBelow(Root).Should().BeTrue();
        deep.IsBelow(deep).Should().BeFalse();
        Scope.IsBelow(deep).Should().BeFalse();
    }

    [Test]
    public void IsBelow_OfCompensations_IsFalseForTheirScope()
    {
        var undo = new OperationId(OperationId.CompensationOf(Scope), 1);

        undo.IsBelow(Scope).Should().BeFalse();
        undo.IsBelow(Root).Should().BeTrue();
    }

    [Test]
    public void Hex_AtAnyPlace_IsTheHashOfThePosition()
    {
        var largest = new OperationId(new OperationId(null, int.MaxValue), int.MaxValue);

        Root.Hex.Should().Be("4b227777d4dd1fc61c6f884f48641d02b4d121d3fd328cb08b5531fcacdabf8a");
        Scope.Hex.Should().Be("32bdbcac97b32a448c631f1ad3278d0d92516985309934a9174086cfe02ac9b2");
        OperationId.DeadlineOf(Scope).Hex.Should().Be("118e66cefefe6801a14f26296df0362cc3dedf3732341970b5a93129c03df9a3");
        OperationId.CompensationOf(Scope).Hex.Should().Be("6edaba533ff2413120be4995eff84813ce0e09bfa6b5a6566e4a2c411541fad4");
        largest.Hex.Should().Be("809f04183cd55e0bd2932b06295e3c84f35b03eb6be4bff1496e3894b38142ca");
        Scope.Hex.Should().BeSameAs(Scope.Hex, "it is made once");
    }

    [Test]
    public void ToString_AtAnyPlace_ReadsBackAsTheSame([Values("4", "4-2", "4-2-t", "4-2-c-1", "2147483647-1")] string text)
    {
        OperationId.TryParse(text, out var id).Should().BeTrue();

        id!.ToString().Should().Be(text);
    }

    [Test]
    public void TryParse_NoPosition_IsFalse([Values("", "-", "0", "-1", "1-", "1--2", "1-0", "x", "1-x-2", " 1", "+1", "2147483648", "T")] string text)
    {
        OperationId.TryParse(text, out var id).Should().BeFalse();

        id.Should().BeNull();
    }

    [Test]
    public void Equals_TheSamePosition_IsTrueAndHasItsHash()
    {
        var again = new OperationId(new OperationId(null, 4), 2);

        again.Equals(Scope).Should().BeTrue();
        again.Equals((object)Scope).Should().BeTrue();
        again.GetHashCode().Should().Be(Scope.GetHashCode());
    }

    [Test]
    public void Equals_AnotherPosition_IsFalse()
    {
        Scope.Equals(new OperationId(Root, 3)).Should().BeFalse();
        Scope.Equals(new OperationId(new OperationId(null, 5), 2)).Should().BeFalse("the context is another one");
        Scope.Equals(new OperationId(null, 2)).Should().BeFalse();
        Root.Equals(new OperationId(Root, 4)).Should().BeFalse();
        Scope.Equals((object)"4-2").Should().BeFalse();
        Scope.Equals(null).Should().BeFalse();
    }

    [Test]
    public void GetHashCode_OfSiblingsAndCousins_Differs()
    {
        var codes = Enumerable.Range(1, 20).SelectMany(static above => Enumerable.Range(1, 20).Select(number => new OperationId(new OperationId(null, above), number).GetHashCode()));

        codes.Distinct().Should().HaveCountGreaterThan(390);
    }

    [Test]
    public void IsReserved_OfScopes_IsTrueForTheirDeadlineAndCompensationsOnly()
    {
        OperationId.DeadlineOf(Scope).IsReserved.Should().BeTrue();
        OperationId.CompensationOf(Scope).IsReserved.Should().BeTrue();
        Scope.IsReserved.Should().BeFalse();
        new OperationId(null, 1).IsReserved.Should().BeFalse();
    }
}
