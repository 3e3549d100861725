using DurableParallel.Records;

namespace DurableParallel.Tests.Records;

public sealed class OperationSubTypesTests
{
    private static readonly DurableLimits Limits = new() { MaxInputBytes = 1, MaxResultBytes = 2, MaxStepResultBytes = 3, MaxContextResultBytes = 4 };

    // Journals hold the places, so this list only ever grows at its end.
    private static readonly string[] InJournals =
    [
        "Step", "Wait", "RunInChildContext", "Parallel", "ParallelBranch", "Map", "MapIteration", "Callback", "WaitForCallback",
        "WaitForCondition", "ChainedInvoke", "WithRetry", "WhenAny", "EventWait", "EventRaise",
    ];

    [Test]
    public void All_OfJournals_AreWhereTheyWere() => OperationSubTypes.All.Should().Equal(InJournals);

    [Test]
    public void MaxPayloadBytes_OfEverySubType_IsThatOfWhatItCarries()
    {
        foreach (var subType in InJournals)
        {
            var expected = subType switch { "Step" or "WaitForCondition" => 3, "ChainedInvoke" or "EventWait" or "EventRaise" => 1, _ => 4 };

            OperationSubTypes.MaxPayloadBytes(subType, Limits).Should().Be(expected, subType);
        }

        OperationSubTypes.MaxPayloadBytes("Mine", Limits).Should().Be(4);
        OperationSubTypes.MaxPayloadBytes(null, Limits).Should().Be(4);
    }

    [Test]
    public void Describe_EverySubType_HasWordsOfItsOwn()
    {
        InJournals.Select(OperationSubTypes.Describe).Should().OnlyHaveUniqueItems().And.OnlyContain(static words => words.StartsWith("the "));
        OperationSubTypes.Describe("Mine").Should().Be("the operation of kind 'Mine'");
        OperationSubTypes.Describe(null).Should().Be("the operation of kind ''");
    }
}
