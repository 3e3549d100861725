using DurableParallel.Records;

namespace DurableParallel.Tests.Records;

public sealed class OperationKindsTests
{
    [Test]
    public void Of_EveryType_IsItsRow()
    {
        OperationKinds.All.Select(static kind => kind.Type).Should().Equal(Enum.GetValues<OperationType>());
        OperationKinds.All.Should().AllSatisfy(static kind => OperationKinds.Of(kind.Type).Should().BeSameAs(kind));
    }

    [Test]
    public void IsOne_OfTypesAndOfWhatIsNone_IsRight()
    {
        Enum.GetValues<OperationType>().Should().OnlyContain(static type => OperationKinds.IsOne(type));
        OperationKinds.IsOne((OperationType)(-1)).Should().BeFalse();
        OperationKinds.IsOne((OperationType)OperationKinds.All.Count).Should().BeFalse();
    }

    [Test]
    public void Nouns_OfEveryType_AreTheServices() =>
        OperationKinds.All.Select(static kind => kind.Noun)
            .Should().Equal("an EXECUTION", "a CONTEXT", "a STEP", "a WAIT", "a CALLBACK", "an INVOKE", "an EVENT WAIT", "an EVENT RAISE");

    [Test]
    public void Options_OfEveryType_AreOfTypesThatFunctionsStart()
    {
        OperationKinds.All.Where(static kind => kind.Options is not null).Select(static kind => $"{kind.Type} {kind.Options!.Name}")
            .Should().Equal("Callback CallbackOptions", "ChainedInvoke ChainedInvokeOptions", "EventWait EventWaitOptions", "EventRaise EventRaiseOptions");
        OperationKinds.All.Where(static kind => kind.Options is not null).Should().AllSatisfy(static kind =>
        {
            kind.Options.Should().BeDerivedFrom<OperationOptions>();
            kind.OfFunctions.Should().Contain(OperationAction.Start);
        });
    }

    [Test]
    public void Execution_OfATypeThatStartsOne_EndsItFromOutside() =>
        OperationKinds.All.Where(static kind => kind.StartsExecution)
            .Should().ContainSingle().Which.Should().Match<OperationKind>(static kind =>
                kind.Type == OperationType.ChainedInvoke && kind.Pending == OperationStatus.Started && kind.Options != null);

    [Test]
    public void Due_OfEveryType_IsOneThatMayBePending() =>
        OperationKinds.All.Where(static kind => kind.Due is not null || kind.DueError is not null || kind.ShowsDueAtEnd)
            .Should().OnlyContain(static kind => kind.Pending != null);
}
