using System.Text;
using System.Text.Json.Nodes;
using DurableParallel.Records;
using DurableParallel.Wire;

namespace DurableParallel.Tests.Wire;

/// <summary>Against the protocol's text; not only against itself.</summary>
public sealed class WireJsonTests
{
    private const string Input = """
        {
          "DurableExecutionArn": "arn:aws:lambda:eu-west-1:123456789012:function:order:$LATEST/durable-execution/o-1/8f",
          "CheckpointToken": "dG9rZW4=",
          "InitialExecutionState": {
            "Operations": [
              {"Id":"8f","Type":"EXECUTION","Status":"STARTED","StartTimestamp":1700000000123,"ExecutionDetails":{"InputPayload":"{\"id\":7}"}},
              {"Id":"c4ca4238a0b92382","ParentId":"1-2-1","Name":"charge","Type":"STEP","SubType":"Step","Status":"PENDING","StartTimestamp":1700000001000,
               "StepDetails":{"Attempt":1,"NextAttemptTimestamp":1700000006000,"Error":{"ErrorType":"RuntimeError","ErrorMessage":"no","StackTrace":["a","b"]}}},
              {"Id":"w","Type":"WAIT","Status":"SUCCEEDED","StartTimestamp":1,"EndTimestamp":2,"WaitDetails":{"ScheduledEndTimestamp":2}},
              {"Id":"b","Type":"CALLBACK","Status":"TIMED_OUT","StartTimestamp":1,"CallbackDetails":{"CallbackId":"Y2I=","Error":{}}},
              {"Id":"i","Type":"CHAINED_INVOKE","Status":"STOPPED","StartTimestamp":1,"ChainedInvokeDetails":{"Result":null}},
              {"Id":"x","Type":"CONTEXT","SubType":"Map","Status":"SUCCEEDED","StartTimestamp":1,"ContextDetails":{"Result":"","ReplayChildren":true}}
            ],
            "NextMarker": "m-2"
          },
          "UpdatedOperationIds": ["w"],
          "SomethingNew": {"Nested": [1, {"a": null}]}
        }
        """;

    [Test]
    public void InvocationInput_OfTheProtocol_IsReadWithAllItsDetails()
    {
        var input = WireJson.Milliseconds.Read<WireInvocationInput>(Encoding.UTF8.GetBytes(Input));

        input.DurableExecutionArn.Should().EndWith("/durable-execution/o-1/8f");
        input.CheckpointToken.Should().Be("dG9rZW4=");
        input.UpdatedOperationIds.Should().Equal("w");
        input.InitialExecutionState.NextMarker.Should().Be("m-2");
        var operations = input.InitialExecutionState.Operations!;
        operations.Select(operation => operation.Id).Should().Equal("8f", "c4ca4238a0b92382", "w", "b", "i", "x");
        operations[0].ExecutionDetails!.InputPayload.Should().Be("""{"id":7}""");
        operations[0].StartTimestamp.Should().Be(DateTimeOffset.FromUnixTimeMilliseconds(1700000000123));
        operations[1].Should().BeEquivalentTo(new
        {
            ParentId = "1-2-1",
            Name = "charge",
            Type = OperationType.Step,
            SubType = "Step",
            Status = OperationStatus.Pending,
            EndTimestamp = (DateTimeOffset?)null,
        });
        operations[1].StepDetails!.Attempt.Should().Be(1);
        operations[1].StepDetails!.NextAttemptTimestamp.Should().Be(DateTimeOffset.FromUnixTimeSeconds(1700000006));
        operations[1].StepDetails!.Error!.StackTrace.Should().Equal("a", "b");
        operations[2].WaitDetails!.ScheduledEndTimestamp.Should().Be(operations[2].EndTimestamp);
        operations[3].CallbackDetails!.CallbackId.Should().Be("Y2I=");
        operations[3].CallbackDetails!.Error.Should().Be(new WireError());
        operations[4].Status.Should().Be(OperationStatus.Stopped);
        operations[4].ChainedInvokeDetails!.Result.Should().BeNull();
        operations[5].ContextDetails!.ReplayChildren.Should().BeTrue();
        operations[5].ContextDetails!.Result.Should().BeEmpty();
    }

    [Test]
    public void InvocationInput_ReadAndWritten_IsTheSameWithoutNulls()
    {
        var input = WireJson.Milliseconds.Read<WireInvocationInput>(Encoding.UTF8.GetBytes(Input));

        var written = Encoding.UTF8.GetString(WireJson.Milliseconds.Write(input));

        var expected = JsonNode.Parse(Input)!;
        expected.AsObject().Remove("SomethingNew");
        expected["InitialExecutionState"]!["Operations"]![4]!["ChainedInvokeDetails"]!.AsObject().Remove("Result");
        JsonNode.DeepEquals(Normal(expected), Normal(JsonNode.Parse(written)!)).Should().BeTrue($"the protocol writes {expected}, found {written}");
    }

    [TestCase("""{"Status":"SUCCEEDED","Result":"\"ok\""}""", InvocationStatus.Succeeded, "\"ok\"")]
    [TestCase("""{"Status":"SUCCEEDED"}""", InvocationStatus.Succeeded, null)]
    [TestCase("""{"Status":"SUCCEEDED","Result":""}""", InvocationStatus.Succeeded, "")]
    [TestCase("""{"Status":"PENDING"}""", InvocationStatus.Pending, null)]
    public void InvocationOutput_OfTheProtocol_IsReadAndWritten(string json, InvocationStatus status, string? result)
    {
        var output = new WireInvocationOutput { Status = status, Result = result };

        Encoding.UTF8.GetString(WireJson.Milliseconds.Write(output)).Should().Be(json);
        WireJson.Milliseconds.Read<WireInvocationOutput>(Encoding.UTF8.GetBytes(json)).Should().Be(output);
    }

    [Test]
    public void InvocationOutput_Failed_HasItsErrorWithoutNulls()
    {
        var output = new WireInvocationOutput { Status = InvocationStatus.Failed, Error = new WireError { ErrorType = "T", ErrorMessage = "m <&>" } };

        Encoding.UTF8.GetString(WireJson.Milliseconds.Write(output)).Should().Be("""{"Status":"FAILED","Error":{"ErrorType":"T","ErrorMessage":"m <&>"}}""");
    }

    [Test]
    public void CheckpointRequest_WithEveryOption_IsTheProtocols()
    {
        const string Json = """
            {"CheckpointToken":"t","Updates":[{"Id":"a","ParentId":"p","Name":"n","Type":"STEP","SubType":"Step","Action":"RETRY","Error":{"ErrorType":"E","ErrorMessage":"m","ErrorData":"d","StackTrace":["s"]},"StepOptions":{"NextAttemptDelaySeconds":5}},{"Id":"b","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":31622400}},{"Id":"c","Type":"CALLBACK","Action":"START","CallbackOptions":{"TimeoutSeconds":60}},{"Id":"d","Type":"CHAINED_INVOKE","Action":"START","Payload":"{\"id\":1}","ChainedInvokeOptions":{"FunctionName":"stock:1","TenantId":"acme"}},{"Id":"e","Type":"CONTEXT","Action":"SUCCEED","Payload":"","ContextOptions":{"ReplayChildren":true}},{"Id":"f","Type":"EXECUTION","Action":"FAIL","Error":{}}],"ClientToken":"c-1"}
            """;

        var request = WireJson.Seconds.Read<WireCheckpointRequest>(Encoding.UTF8.GetBytes(Json));

        request.ClientToken.Should().Be("c-1");
        request.Updates!.Select(update => (update.Id, update.Type, update.Action)).Should().Equal(
            ("a", OperationType.Step, OperationAction.Retry),
            ("b", OperationType.Wait, OperationAction.Start),
            ("c", OperationType.Callback, OperationAction.Start),
            ("d", OperationType.ChainedInvoke, OperationAction.Start),
            ("e", OperationType.Context, OperationAction.Succeed),
            ("f", OperationType.Execution, OperationAction.Fail));
        request.Updates![3].Payload.Should().Be("""{"id":1}""");
        Encoding.UTF8.GetString(WireJson.Seconds.Write(request)).Should().Be(Json);
    }

    [Test]
    public void CheckpointRequest_WithoutUpdates_IsAPoll()
    {
        Encoding.UTF8.GetString(WireJson.Seconds.Write(new WireCheckpointRequest { CheckpointToken = "t" })).Should().Be("""{"CheckpointToken":"t"}""");
        WireJson.Seconds.Read<WireCheckpointRequest>("""{"CheckpointToken":"t"}"""u8).Updates.Should().BeNull();
    }

    [Test]
    public void CheckpointResponse_OfAnEndedExecution_HasNoToken()
    {
        var response = WireJson.Seconds.Read<WireCheckpointResponse>("""{"NewExecutionState":{"Operations":[]}}"""u8);

        response.CheckpointToken.Should().BeNull();
        response.NewExecutionState!.Operations.Should().BeEmpty();
        response.NewExecutionState.NextMarker.Should().BeNull();
    }

    [TestCase("1700000000.123", 1700000000123L)]
    [TestCase("1700000000", 1700000000000L)]
    [TestCase("1.700000000123E9", 1700000000123L)]
    [TestCase("0.5", 500L)]
    [TestCase("-0.5", -500L)]
    public void State_Timestamps_AreSecondsWithAFraction(string seconds, long milliseconds)
    {
        var json = $$"""{"Operations":[{"Id":"a","Type":"STEP","Status":"READY","StartTimestamp":{{seconds}}}]}""";

        var state = WireJson.Seconds.Read<WireState>(Encoding.UTF8.GetBytes(json));

        state.Operations![0].StartTimestamp.Should().Be(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
    }

    [TestCase(1700000000123L, "1700000000.123")]
    [TestCase(1700000000000L, "1700000000.000")]
    [TestCase(-500L, "-0.500")]
    public void State_Timestamps_AreWrittenInSeconds(long milliseconds, string seconds)
    {
        var operation = new WireOperation
        {
            Id = "a",
            Type = OperationType.Wait,
            Status = OperationStatus.Started,
            StartTimestamp = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds),
        };

        Encoding.UTF8.GetString(WireJson.Seconds.Write(operation)).Should().Be(
            $$"""{"Id":"a","Type":"WAIT","Status":"STARTED","StartTimestamp":{{seconds}}}""");
        Encoding.UTF8.GetString(WireJson.Milliseconds.Write(operation)).Should().Be(
            $$"""{"Id":"a","Type":"WAIT","Status":"STARTED","StartTimestamp":{{milliseconds}}}""");
    }

    // Numbers are compared as numbers and not as they are spelled.
    private static JsonNode Normal(JsonNode node) => JsonNode.Parse(node.ToJsonString())!;
}
