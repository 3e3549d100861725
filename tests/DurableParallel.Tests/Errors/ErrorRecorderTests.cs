using System.Text;
using System.Text.Json;
using DurableParallel.Errors;

namespace DurableParallel.Tests.Errors;

public sealed class ErrorRecorderTests
{
    [Test]
    public void FromException_ThrownOne_HasTypeMessageAndStack()
    {
        var error = ErrorRecorder.FromException(Thrown(new InvalidOperationException("broken")));

        error.ErrorType.Should().Be("System.InvalidOperationException");
        error.ErrorMessage.Should().Be("broken");
        error.ErrorData.Should().BeNull("SystemException and Exception say nothing");
        error.StackTrace.Should().NotBeEmpty().And.OnlyContain(line => line == line.Trim());
        error.StackTrace![0].Should().StartWith("at ").And.Contain(nameof(Thrown));
    }

    [Test]
    public void FromException_NeverThrown_HasNoStack() => ErrorRecorder.FromException(new TimeoutException("m")).StackTrace.Should().BeNull();

    [Test]
    public void FromException_DerivedType_RecordsItsBases() =>
        ErrorRecorder.FromException(new FileNotFoundException("m")).ErrorData.Should().Be("{\"BaseTypes\":[\"System.IO.IOException\"]}");

    [Test]
    public void FromException_NestedTypes_RecordsTheirFullNames()
    {
        var error = ErrorRecorder.FromException(new SoldOutException());

        error.ErrorType.Should().Be("DurableParallel.Tests.Errors.ErrorRecorderTests+SoldOutException");
        error.ErrorData.Should().Be("{\"BaseTypes\":[\"DurableParallel.Tests.Errors.ErrorRecorderTests\\u002BShopException\",\"System.ApplicationException\"]}");
    }

    [Test]
    public void FromException_FailedOperation_IsTheRoot()
    {
        var root = new DurableError("Shop.Error", "root", "data", ["at Root()"]);

        ErrorRecorder.FromException(Thrown(new BranchFailedException("b", 1, root))).Should().Be(root);
        ErrorRecorder.FromException(new StepFailedException(root)).Should().Be(root);
        ErrorRecorder.FromException(new ChildContextFailedException(root)).Should().Be(root);
    }

    [Test]
    public void FromException_MembersThatThrow_IsStillAnError()
    {
        var error = ErrorRecorder.FromException(new HostileException());

        error.ErrorType.Should().EndWith("HostileException");
        error.ErrorMessage.Should().Be("(reading it threw System.NotSupportedException)");
        error.StackTrace.Should().Equal("(reading it threw System.NotSupportedException)");
    }

    [Test]
    public void FromException_NullMessage_IsEmptyText() => ErrorRecorder.FromException(new HostileException { Text = new([null!]) }).ErrorMessage.Should().BeEmpty();

    [TestCase('a')]
    [TestCase('"')]
    [TestCase('ä')]
    [TestCase('\u0001')]
    [TestCase('\uD800')]
    public void FromException_LargeMessage_StaysBelowTheLimitInEveryEncoding(char character)
    {
        var error = ErrorRecorder.FromException(Thrown(new InvalidOperationException(new string(character, 100_000))));

        Size(error).Should().BeLessThan(ErrorRecorder.MaxJsonBytes);
        error.ErrorType.Should().Be("System.InvalidOperationException");
        error.ErrorMessage.Should().EndWith("… (cut)");
        error.StackTrace.Should().NotBeEmpty();
    }

    [Test]
    public void FromException_EverythingLarge_StaysBelowTheLimit()
    {
        var large = "\ud83d" + string.Concat(Enumerable.Repeat("😀", 50_000));
        var root = new DurableError(large, large, large, [.. Enumerable.Repeat(large, 100)]);

        var error = ErrorRecorder.FromException(new StepFailedException(root));

        Size(error).Should().BeLessThan(ErrorRecorder.MaxJsonBytes);
        error.ErrorData.Should().BeNull("half of a JSON text misleads");
        error.StackTrace.Should().Equal("… (cut)");
        RoundTrip(error).Should().Be(error);
    }

    [Test]
    public void FromException_DeepStack_KeepsTheNearestLines()
    {
        var root = new DurableError("T", "m", ErrorData: null, [.. Enumerable.Range(0, 5000).Select(line => $"at Frame{line}()")]);

        var error = ErrorRecorder.FromException(new StepFailedException(root));

        error.StackTrace.Should().HaveCountGreaterThan(1000).And.HaveElementAt(0, "at Frame0()");
        error.StackTrace![^1].Should().Be("… (cut)");
        Size(error).Should().BeInRange(ErrorRecorder.MaxJsonBytes - 200, ErrorRecorder.MaxJsonBytes - 1);
    }

    [Test]
    public void FromException_WhatFits_IsNotTouched()
    {
        var root = new DurableError("T", new string('m', 20_000), new string('d', 10_000), ["at A()"]);

        ErrorRecorder.FromException(new StepFailedException(root)).Should().Be(root);
    }

    [Test]
    public void FromException_HalfASurrogatePair_IsRecordedAsItWillBeRead()
    {
        var error = ErrorRecorder.FromException(new InvalidOperationException("a\uD800b"));

        error.ErrorMessage.Should().Be("a\uFFFDb");
        RoundTrip(error).Should().Be(error);
    }

    [Test]
    public void IsCausedBy_TypesOfTheRoot_AreFound()
    {
        var failed = new StepFailedException(ErrorRecorder.FromException(new SoldOutException()));

        failed.IsCausedBy<SoldOutException>().Should().BeTrue();
        failed.IsCausedBy<ShopException>().Should().BeTrue();
        failed.IsCausedBy<ApplicationException>().Should().BeTrue();
        failed.IsCausedBy<Exception>().Should().BeTrue();
        failed.IsCausedBy<IOException>().Should().BeFalse();
        failed.IsCausedBy<StepFailedException>().Should().BeFalse();
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("text")]
    [TestCase("{\"BaseTypes\":[")]
    [TestCase("{\"BaseTypes\":[]")]
    [TestCase("{\"BaseTypes\":[1,null,{},[[[[[[1]]]]]]]}")]
    [TestCase("{\"BaseTypes\":[1,null,{\"a\":2}]}")]
    [TestCase("{\"BaseTypes\":[],\"BaseTypes\":7}")]
    [TestCase("{\"BaseTypes\":[\"\\ud800\"]}")]
    [TestCase("{\"BaseTypes\":[\"\ud800\"]}")]
    public void IsCausedBy_DataFromElsewhere_IsNoCauseAndNoCrash(string? data) =>
        new StepFailedException(new DurableError("Other.Type", "m", data)).IsCausedBy<IOException>().Should().BeFalse();

    private static DurableError RoundTrip(DurableError error) => JsonSerializer.Deserialize<DurableError>(JsonSerializer.Serialize(error))!;

    // The default encoder escapes most, so this is the longest form.
    private static int Size(DurableError error) => Encoding.UTF8.GetByteCount(JsonSerializer.Serialize(error));

    private static TException Thrown<TException>(TException exception)
        where TException : Exception
    {
        try
        {
            throw exception;
        }
        catch (TException caught)
        {
            return caught;
        }
    }

    private class ShopException : ApplicationException;

    private sealed class SoldOutException : ShopException;

    private sealed class HostileException : Exception
    {
        public List<string>? Text { get; init; }

        public override string Message => Text is null ? throw new NotSupportedException() : Text[0];

        public override string? StackTrace => throw new NotSupportedException();
    }
}
