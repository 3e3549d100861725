using System.Text;
using DurableParallel.Records;
using DurableParallel.Wire;

namespace DurableParallel.Tests.Wire;

public sealed class WireMappingTests
{
    private static readonly DateTimeOffset Due = new(2030, 1, 1, 0, 1, 0, TimeSpan.Zero);

    [Test]
    public void ToRecord_OfAWaitThatIsOverWithoutAnEnd_EndsWhenItWasDue() =>
        WireMapping.ToRecord(Wait(OperationStatus.Succeeded, ended: null)).EndTimestamp.Should().Be(Due);

    [Test]
    public void ToRecord_OfAWaitWithAnEnd_EndsThen() =>
        WireMapping.ToRecord(Wait(OperationStatus.Succeeded, Due.AddSeconds(2))).EndTimestamp.Should().Be(Due.AddSeconds(2));

    [Test]
    public void ToRecord_OfAWaitThatIsNotOver_HasNoEnd() =>
        WireMapping.ToRecord(Wait(OperationStatus.Started, ended: null)).EndTimestamp.Should().BeNull();

    [Test]
    public void Options_OfEachTypeAndAction_AreThoseOfItsStart()
    {
        var callback = new CallbackOptions { TimeoutSeconds = 60, HeartbeatTimeoutSeconds = 5 };
        var invoke = new ChainedInvokeOptions { FunctionName = "f" };
        foreach (var type in Enum.GetValues<OperationType>())
        {
            foreach (var action in Enum.GetValues<OperationAction>())
            {
                var update = new WireUpdate { Id = "a", Type = type, Action = action, CallbackOptions = callback, ChainedInvokeOptions = invoke };

                (update.Options?.GetType()).Should().Be(action == OperationAction.Start && !OperationKinds.Of(type).IsOurs ? OperationKinds.Of(type).Options : null, $"{type} {action}");
            }
        }
    }

    [Test]
    public void Options_OfAStartWithoutThem_AreTheDefaultsOfACallbackAndMissingForAnInvoke()
    {
        Start(OperationType.Callback, options: null).Options.Should().Be(new CallbackOptions());
        Start(OperationType.ChainedInvoke, options: null).Options.Should().BeNull();
    }

    [Test]
    public void Options_ThatAreSet_AreReadBackAsJson()
    {
        var invoke = new ChainedInvokeOptions { FunctionName = "f:1", TenantId = "t", Refusal = new DurableError("E", "m") };
        var callback = new CallbackOptions { TimeoutSeconds = 60, ResultType = "T" };

        Json(Start(OperationType.ChainedInvoke, invoke)).Should().Contain("""
            "ChainedInvokeOptions":{"FunctionName":"f:1","TenantId":"t"}}
            """);
        Json(Start(OperationType.Callback, callback)).Should().Contain("""
            "CallbackOptions":{"TimeoutSeconds":60}}
            """);
        Read(Json(Start(OperationType.ChainedInvoke, invoke))).Options.Should().Be(invoke with { Refusal = null });
        Read(Json(Start(OperationType.Callback, callback))).Options.Should().Be(callback with { ResultType = null });
    }

    [TestCase("{}")]
    [TestCase("""{"FunctionName":null}""")]
    public void Options_OfAnInvokeWithoutAFunction_HaveAnEmptyName(string options) =>
        Read($$"""{"Id":"a","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{{options}}}""")
            .ChainedInvokeOptions!.FunctionName.Should().BeEmpty();

    [Test]
    public void ToRecord_OfWhatARecordBecame_HasItsResultAndErrorInEveryTypeThatHasAny()
    {
        foreach (var type in Enum.GetValues<OperationType>())
        {
            var record = new OperationRecord { Type = type, Status = OperationStatus.Failed, Payload = "1", Error = new DurableError("E", "m") };
            var read = WireMapping.ToRecord(WireMapping.ToWire("a", null, record, null, WireMapping.ToWire(record.Error)));

            var hasOutcome = type is not (OperationType.Execution or OperationType.Wait);
            read.Payload.Should().Be(hasOutcome ? "1" : null, type.ToString());
            (read.Error is not null).Should().Be(hasOutcome, type.ToString());
        }
    }

    [Test]
    public void IsPending_OfEachTypeInEachStatus_IsAsTheRulesSay()
    {
        foreach (var type in Enum.GetValues<OperationType>())
        {
            foreach (var status in Enum.GetValues<OperationStatus>())
            {
                WireMapping.IsPending(new WireOperation { Id = "a", Type = type, Status = status })
                    .Should().Be(OperationRules.IsPending(type, status), $"{type} {status}");
            }
        }
    }

    private static WireUpdate Start(OperationType type, OperationOptions? options) => new() { Id = "a", Type = type, Action = OperationAction.Start, Options = options };

    private static string Json(WireUpdate update) => Encoding.UTF8.GetString(WireJson.Seconds.Write(update));

    private static WireUpdate Read(string json) => WireJson.Seconds.Read<WireUpdate>(Encoding.UTF8.GetBytes(json));

    private static WireOperation Wait(OperationStatus status, DateTimeOffset? ended) => new()
    {
        Id = "w",
        Type = OperationType.Wait,
        Status = status,
        StartTimestamp = Due.AddMinutes(-1),
        EndTimestamp = ended,
        WaitDetails = new WireWaitDetails { ScheduledEndTimestamp = Due.AddTicks(9) },
    };
}
