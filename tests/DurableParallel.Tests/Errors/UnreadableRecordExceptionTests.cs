namespace DurableParallel.Tests.Errors;

public sealed class UnreadableRecordExceptionTests
{
    private const string End =
        " The function has not failed: the execution goes on with a build that reads the record. "
        + "Let the type accept what was written, give the operation the serializer that wrote it, or register the changed code as a new version. [DP2005] docs/errors/DP2005.md";

    private static readonly SerializationContext Place = new("arn", "id");

    private static IDurableSerializer[] Serializers => [DurableSerializer.Newtonsoft(), DurableSerializer.SystemTextJson(new System.Text.Json.JsonSerializerOptions())];

    [Test]
    public void Message_OfAnyException_SaysSubjectTypeAndException()
    {
        var exception = new UnreadableRecordException("The outcome of the step 'a'", "b/a", "System.Int32", new TimeoutException("no answer"));

        exception.Message.Should().Be("The outcome of the step 'a' is on record, and this build cannot read it as System.Int32: System.TimeoutException: no answer." + End);
        exception.Should().BeEquivalentTo(new { Code = "DP2005", OperationPath = "b/a", ExpectedType = "System.Int32", Member = (string?)null });
        exception.InnerException.Should().BeOfType<TimeoutException>();
    }

    [TestCaseSource(nameof(Serializers))]
    public void Member_ThatASerializerNames_IsToldAndTheReadersExceptionIsTheCause(IDurableSerializer serializer)
    {
        var thrown = FluentActions.Invoking(() => serializer.Deserialize<Order>("""{"Lines":[{"Count":"many"}]}""", Place)).Should().Throw<DurableException>().Which;

        var exception = new UnreadableRecordException("The input", operationPath: null, "Order", thrown);

        exception.Member.Should().EndWith("Lines[0].Count");
        exception.Message.Should().Contain($": member '{exception.Member}', {thrown.InnerException!.GetType().FullName}: ").And.EndWith(End);
        exception.InnerException.Should().BeSameAs(thrown.InnerException);
        exception.OperationPath.Should().BeNull();
    }

    private sealed record Line(int Count);

    private sealed record Order(IReadOnlyList<Line> Lines);
}
