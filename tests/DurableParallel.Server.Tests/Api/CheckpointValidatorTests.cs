using DurableParallel.Engine.Serving;
using DurableParallel.Records;
using DurableParallel.Wire;

namespace DurableParallel.Server.Tests.Api;

/// <summary>Every rule that a batch of updates is held to.</summary>
[TestFixture]
internal sealed class CheckpointValidatorTests
{
    private const string Id = "a";
    private const string NotAllowed = "Invalid action for the given operation type.";

    private static readonly OperationAction[] Actions =
        [OperationAction.Start, OperationAction.Succeed, OperationAction.Fail, OperationAction.Retry, OperationAction.Cancel];

    private static readonly OperationStatus?[] States = [null, .. Enum.GetValues<OperationStatus>().Cast<OperationStatus?>()];

    private static IEnumerable<TestCaseData> Everything =>
        from type in Enum.GetValues<OperationType>()
        from action in Actions
        from state in States
        where type != OperationType.Execution || state is null
        select new TestCaseData(type, action, state);

    [TestCaseSource(nameof(Everything))]
    public void Update_OfATypeActionAndState_IsTakenOrRefusedAsTheTableSays(OperationType type, OperationAction action, OperationStatus? state)
    {
        var expected = Expected(type, action, state);

        var message = Refusal([Update(type, action)], state is { } status ? new CheckpointValidator.Known(type, null, null, null, status) : null);

        message.Should().Be(expected);
    }

    [Test]
    public void Batch_WithTwoEndsOfTheExecution_IsRefused() =>
        Refusal([Update(OperationType.Execution, OperationAction.Succeed, "x"), Update(OperationType.Execution, OperationAction.Fail, "y")])
            .Should().Be("Cannot checkpoint multiple EXECUTION updates.");

    [Test]
    public void Batch_WithSomethingBehindTheEnd_IsRefused() =>
        Refusal([Update(OperationType.Execution, OperationAction.Succeed, "x"), Update(OperationType.Step, OperationAction.Start)])
            .Should().Be("EXECUTION checkpoint must be the last update.");

    [TestCase(OperationType.Step, OperationAction.Start, OperationAction.Succeed, null)]
    [TestCase(OperationType.Step, OperationAction.Start, OperationAction.Fail, null)]
    [TestCase(OperationType.Step, OperationAction.Start, OperationAction.Retry, null)]
    [TestCase(OperationType.Context, OperationAction.Start, OperationAction.Succeed, null)]
    [TestCase(OperationType.Context, OperationAction.Start, OperationAction.Fail, null)]
    [TestCase(OperationType.Step, OperationAction.Start, OperationAction.Start, "Cannot checkpoint multiple operations with the same ID.")]
    [TestCase(OperationType.Step, OperationAction.Succeed, OperationAction.Succeed, "Cannot checkpoint multiple operations with the same ID.")]
    [TestCase(OperationType.Wait, OperationAction.Start, OperationAction.Cancel, "Cannot checkpoint multiple operations with the same ID.")]
    public void Batch_WithOneIdTwice_IsTakenForASTARTAndItsEnd(OperationType type, OperationAction first, OperationAction second, string? expected) =>
        Refusal([Update(type, first), Update(type, second)]).Should().Be(expected);

    [Test]
    public void Batch_WithOneIdThreeTimes_IsRefused() =>
        Refusal([Update(OperationType.Step, OperationAction.Start), Update(OperationType.Step, OperationAction.Retry), Update(OperationType.Step, OperationAction.Start)])
            .Should().Be("Cannot checkpoint multiple operations with the same ID.");

    [Test]
    public void Parent_StartedEarlierInTheBatch_IsTaken() =>
        Refusal([Update(OperationType.Context, OperationAction.Start, "c"), Update(OperationType.Step, OperationAction.Start) with { ParentId = "c" }]).Should().BeNull();

    [Test]
    public void Parent_StartedLaterInTheBatch_IsRefused() =>
        Refusal([Update(OperationType.Step, OperationAction.Start) with { ParentId = "c" }, Update(OperationType.Context, OperationAction.Start, "c")])
            .Should().Be("Invalid parent operation id.");

    [Test]
    public void Parent_ThatIsNoContext_IsRefused()
    {
        var step = new CheckpointValidator.Known(OperationType.Step, null, null, null, OperationStatus.Started);

        Refusal([Update(OperationType.Step, OperationAction.Start, "b") with { ParentId = Id }], step).Should().Be("Invalid parent operation id.");
    }

    [TestCase(OperationStatus.Succeeded)]
    [TestCase(OperationStatus.Failed)]
    [TestCase(OperationStatus.Started)]
    public void Parent_ThatIsAContext_IsTakenEvenWhenItHasEnded(OperationStatus status)
    {
        var context = new CheckpointValidator.Known(OperationType.Context, null, null, null, status);

        Refusal([Update(OperationType.Step, OperationAction.Start, "b") with { ParentId = Id }], context).Should().BeNull();
    }

    [TestCase("type", "Inconsistent operation type.")]
    [TestCase("subtype", "Inconsistent operation subtype.")]
    [TestCase("name", "Inconsistent operation name.")]
    [TestCase("parent", "Inconsistent parent operation id.")]
    [TestCase("nothing", null)]
    public void Update_OfAKnownOperation_SaysTheSameOfItOrNothing(string what, string? expected)
    {
        var known = new CheckpointValidator.Known(OperationType.Step, "Step", "n", "c", OperationStatus.Started);
        var update = what switch
        {
            "type" => Update(OperationType.Context, OperationAction.Succeed),
            "subtype" => Update(OperationType.Step, OperationAction.Succeed) with { SubType = "Other" },
            "name" => Update(OperationType.Step, OperationAction.Succeed) with { Name = "other" },
            "parent" => Update(OperationType.Step, OperationAction.Succeed) with { ParentId = "d" },
            _ => Update(OperationType.Step, OperationAction.Succeed),
        };

        var message = RefusalOf(
            [update],
            id => id switch
            {
                Id => known,
                "c" or "d" => new CheckpointValidator.Known(OperationType.Context, null, null, null, OperationStatus.Started),
                _ => null,
            });

        message.Should().Be(expected);
    }

    [TestCase(32_768, null)]
    [TestCase(32_769, "Error object size must be less than 32768 bytes.")]
    public void Error_OfASize_IsTakenUpToTheLimit(int bytes, string? expected)
    {
        var around = WireJson.Seconds.Write(new WireError { ErrorMessage = "" }).Length;

        Refusal([Update(OperationType.Step, OperationAction.Fail) with { Error = new WireError { ErrorMessage = new string('x', bytes - around) } }]).Should().Be(expected);
    }

    [Test]
    public void Retry_WithoutADelay_IsRefused() =>
        Refusal([Update(OperationType.Step, OperationAction.Retry) with { StepOptions = null }]).Should().Be("Invalid StepOptions for the given action.");

    [Test]
    public void Retry_WithErrorAndPayload_IsRefused() =>
        Refusal([Update(OperationType.Step, OperationAction.Retry) with { Error = new WireError(), Payload = "1" }])
            .Should().Be("Cannot provide both error and payload to RETRY a STEP.");

    [Test]
    public void Succeed_WithAnError_IsRefused() =>
        Refusal([Update(OperationType.Step, OperationAction.Succeed) with { Error = new WireError() }])
            .Should().Be("Cannot provide an Error for SUCCEED action.");

    [Test]
    public void Fail_WithAPayload_IsRefused() =>
        Refusal([Update(OperationType.Step, OperationAction.Fail) with { Payload = "1" }]).Should().Be("Cannot provide a Payload for FAIL action.");

    private static string? Expected(OperationType type, OperationAction action, OperationStatus? state)
    {
        var isOpen = state is null or OperationStatus.Started or OperationStatus.Ready;
        return (type, action) switch
        {
            (OperationType.Step, OperationAction.Start) => state is null or OperationStatus.Ready ? null : "Invalid current STEP state to start.",
            (OperationType.Step, OperationAction.Succeed or OperationAction.Fail) => isOpen ? null : "Invalid current STEP state to close.",
            (OperationType.Step, OperationAction.Retry) => isOpen ? null : "Invalid current STEP state to re-attempt.",
            (OperationType.Context, OperationAction.Start) => state is null ? null : "Cannot start a CONTEXT that already exist.",
            (OperationType.Context, OperationAction.Succeed or OperationAction.Fail) =>
                state is null or OperationStatus.Started ? null : "Invalid current CONTEXT state to close.",
            (OperationType.Wait, OperationAction.Start) => state is null ? null : "Cannot start a WAIT that already exist.",
            (OperationType.Callback, OperationAction.Start) => state is null ? null : "Cannot start a CALLBACK that already exist.",
            (OperationType.ChainedInvoke, OperationAction.Start) => state is null ? null : "Cannot start an INVOKE that already exist.",
            (OperationType.Wait, OperationAction.Cancel) =>
                state is OperationStatus.Started ? null : "Cannot cancel a WAIT that does not exist or has already completed.",
            (OperationType.ChainedInvoke, OperationAction.Cancel) =>
                state is OperationStatus.Started ? null : "Cannot cancel an INVOKE that does not exist or has already completed.",
            (OperationType.Execution, OperationAction.Succeed or OperationAction.Fail) => null,
            _ => NotAllowed,
        };
    }

    private static WireUpdate Update(OperationType type, OperationAction action, string id = Id) => new()
    {
        Id = id,
        Type = type,
        Action = action,
        StepOptions = action == OperationAction.Retry ? new WireStepOptions { NextAttemptDelaySeconds = 1 } : null,
        WaitOptions = type == OperationType.Wait ? new WireWaitOptions { WaitSeconds = 1 } : null,
        ChainedInvokeOptions = type == OperationType.ChainedInvoke ? new ChainedInvokeOptions { FunctionName = "f" } : null,
    };

    private static string? Refusal(IReadOnlyList<WireUpdate> updates, CheckpointValidator.Known? known = null) =>
        RefusalOf(updates, id => id == Id ? known : null);

    private static string? RefusalOf(IReadOnlyList<WireUpdate> updates, Func<string, CheckpointValidator.Known?> find)
    {
        try
        {
            CheckpointValidator.Check(updates, find);
            return null;
        }
        catch (CheckpointRefusedException refused)
        {
            return refused.Message;
        }
    }
}
