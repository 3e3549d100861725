using DurableParallel.Replay;

namespace DurableParallel.Tests.Replay;

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
}
