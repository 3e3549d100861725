using System.Text.Json;
using DurableParallel.Conditions;
using DurableParallel.Errors;

namespace DurableParallel.Tests.Conditions;

public sealed class ConditionErrorTests
{
    [Test]
    public void ErrorType_OfAnExhaustedCondition_IsTheExceptionsName() =>
        ConditionError.ErrorType.Should().Be(typeof(WaitForConditionFailedException).FullName);

    [TestCase("{\"a\":[1,2]}")]
    [TestCase("")]
    [TestCase("quotes \" and größe and \u0000 and 😀")]
    public void Exhausted_LastState_IsReadBackWhole(string state)
    {
        var error = ConditionError.Exhausted("ready", 3, state);

        ConditionError.ReadLastState(error).Should().Be(state);
        error.ErrorMessage.Should().StartWith("Condition 'ready' did not hold after 3 checks").And.EndWith("[DP1012] docs/errors/DP1012.md");
        new WaitForConditionFailedException(error).IsCausedBy<DurableException>().Should().BeTrue("the base types stay beside the state");
        ErrorTrimmer.Trim(error).Should().Be(error);
    }

    [Test]
    public void Exhausted_NoState_HasNone()
    {
        var error = ConditionError.Exhausted(null, 1, null);

        ConditionError.ReadLastState(error).Should().BeNull();
        error.ErrorMessage.Should().StartWith("The unnamed condition did not hold after 1 check,");
    }

    [Test]
    public void Exhausted_StateOfAnyLength_StaysBelowTheLimitWholeOrNotAtAll()
    {
        for (var length = 0; length < 40_000; length += 97)
        {
            foreach (var character in new[] { 'x', '"', 'ß' })
            {
                var state = new string(character, length);

                var error = ConditionError.Exhausted("ready", 3, state);

                JsonSerializer.SerializeToUtf8Bytes(error).Length.Should().BeLessThan(ErrorRecorder.MaxJsonBytes);
                var read = ConditionError.ReadLastState(error);
                (read ?? state).Should().Be(state);
                error.ErrorMessage.Contains("too large", StringComparison.Ordinal).Should().Be(read is null);
                new WaitForConditionFailedException(error).IsCausedBy<OperationFailedException>().Should().BeTrue();
            }
        }
    }

    [Test]
    public void Exhausted_HalfASurrogatePair_IsNoCrash() =>
        ConditionError.ReadLastState(ConditionError.Exhausted("ready", 1, "a\ud83d")).Should().Be("a\ufffd");

    [TestCase(null)]
    [TestCase("")]
    [TestCase("no json")]
    [TestCase("[]")]
    [TestCase("{\"LastState\":7}")]
    [TestCase("{\"LastState\":{\"deep\":[[[[[[]]]]]]}}")]
    public void LastState_FromDataOfElsewhere_IsNoneAndNoCrash(string? data) =>
        new WaitForConditionFailedException(new DurableError(ConditionError.ErrorType, "m", data)).LastState.Should().BeNull();

    [Test]
    public void LastState_OfAnotherError_IsNone() =>
        new WaitForConditionFailedException(new DurableError("Shop.Error", "m", "{\"LastState\":\"x\"}")).LastState.Should().BeNull();
}
