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

        foreach (var failed in new OperationFailedException[] { Thrown(new BranchFailedException("b", 1, root)), new StepFailedException(root), new ChildContextFailedException(root), new InvokeFailedException(OperationStatus.Failed, root) })
        {
            var error = ErrorRecorder.FromException(failed);

            error.Should().Be(root with { StackTrace = ["at Root()", $"--- as {failed.GetType().FullName}"] });
        }
    }

    [Test]
    public void FromException_ThroughManyContexts_NotesEachTypeOnce()
    {
        var error = new DurableError("Shop.Error", "root", "data", ["at Root()"]);

        for (var i = 0; i < 50; i++)
        {
            error = ErrorRecorder.FromException(new StepFailedException(error));
            error = ErrorRecorder.FromException(new ChildContextFailedException(error));
        }

        error.StackTrace.Should().Equal("at Root()", "--- as DurableParallel.StepFailedException", "--- as DurableParallel.ChildContextFailedException");
        error.ErrorData.Should().Be("data", "the data of another is left alone");
    }

    [Test]
    public void FromException_InnerExceptions_AreInDataAndStack()
    {
        var error = ErrorRecorder.FromException(Thrown(new SoldOutException("outer", Thrown(new FileNotFoundException("first\nline", new TimeoutException("second"))))));

        error.ErrorMessage.Should().Be("outer");
        error.ErrorData.Should().Be(
            "{\"BaseTypes\":[\"DurableParallel.Tests.Errors.ErrorRecorderTests\\u002BShopException\",\"System.ApplicationException\"],\"Causes\":["
            + "{\"Type\":\"System.IO.FileNotFoundException\",\"Message\":\"first\\nline\",\"BaseTypes\":[\"System.IO.IOException\"]},"
            + "{\"Type\":\"System.TimeoutException\",\"Message\":\"second\",\"BaseTypes\":[]}]}");
        error.StackTrace!.Where(line => line.StartsWith("---> ", StringComparison.Ordinal)).Should().Equal("---> System.IO.FileNotFoundException: first line", "---> System.TimeoutException: second");
        error.StackTrace![0].Should().StartWith("at ");
        error.StackTrace!.SkipWhile(line => !line.StartsWith("---> ", StringComparison.Ordinal)).ElementAt(1).Should().StartWith("at ", "a cause has its own stack below it");
    }

    [Test]
    public void FromException_ManyAndDeepCauses_AreBounded()
    {
        Exception inner = new TimeoutException("deepest");
        for (var i = 0; i < 1000; i++)
        {
            inner = new AggregateException(new string('"', 5000), new FormatException($"{i}"), inner, new ArgumentException("side"));
        }

        var error = ErrorRecorder.FromException(inner);

        Size(error).Should().BeLessThan(ErrorRecorder.MaxJsonBytes);
        error.ErrorData.Should().NotBeNull("half of a JSON text misleads, so what is written fits");
        ErrorFacts.Read(error).Causes.Should().HaveCountGreaterThan(0).And.HaveCountLessThanOrEqualTo(CauseChain.MaxCauses);
        CauseChain.Of(inner).Should().HaveCount(CauseChain.MaxCauses);
        new StepFailedException(error).IsCausedBy<AggregateException>().Should().BeTrue();
        RoundTrip(error).Should().Be(error);
    }

    [Test]
    public void FromException_WrappedFailureOfAnOperation_HasItsRootAsACause()
    {
        var step = new StepFailedException(ErrorRecorder.FromException(new SoldOutException("root", new TimeoutException("inside"))));

        var failed = new StepFailedException(ErrorRecorder.FromException(new InvalidDataException("mine", step)));

        failed.IsCausedBy<InvalidDataException>().Should().BeTrue();
        failed.IsCausedBy<SoldOutException>().Should().BeTrue();
        failed.IsCausedBy<ShopException>().Should().BeTrue();
        failed.IsCausedBy<TimeoutException>().Should().BeTrue();
        failed.IsCausedBy<InvokeFailedException>().Should().BeFalse();
    }

    [Test]
    public void ToString_OfAFailedOperation_HasTypeMessageAndStackOfTheRootAndItsCauses()
    {
        var text = new StepFailedException(ErrorRecorder.FromException(Thrown(new SoldOutException("outer", Thrown(new TimeoutException("inner")))))).ToString();

        text.ReplaceLineEndings("\n").Should().MatchRegex(
            "^DurableParallel\\.StepFailedException: outer\n"
            + " ---> \\(on record\\) DurableParallel\\.Tests\\.Errors\\.ErrorRecorderTests\\+SoldOutException: outer\n   at .*Thrown.*\n ---> System\\.TimeoutException: inner\n   at .*Thrown.*$");
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
        error.StackTrace.Should().Equal("… (cut)", "--- as DurableParallel.StepFailedException");
        RoundTrip(error).Should().Be(error);
    }

    [Test]
    public void FromException_DeepStack_KeepsTheNearestLines()
    {
        var root = new DurableError("T", "m", ErrorData: null, [.. Enumerable.Range(0, 5000).Select(line => $"at Frame{line}()")]);

        var error = ErrorRecorder.FromException(new StepFailedException(root));

        error.StackTrace.Should().HaveCountGreaterThan(1000).And.HaveElementAt(0, "at Frame0()");
        error.StackTrace![^2].Should().Be("… (cut)");
        error.StackTrace[^1].Should().Be("--- as DurableParallel.StepFailedException", "filters look for it");
        Size(error).Should().BeInRange(ErrorRecorder.MaxJsonBytes - 200, ErrorRecorder.MaxJsonBytes - 1);
    }

    [Test]
    public void FromException_WhatFits_IsNotTouched()
    {
        var root = new DurableError("T", new string('m', 20_000), new string('d', 10_000), ["at A()"]);

        ErrorRecorder.FromException(new StepFailedException(root)).Should().Be(root with { StackTrace = ["at A()", "--- as DurableParallel.StepFailedException"] });
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
        failed.IsCausedBy<StepFailedException>().Should().BeTrue("it is one");
        failed.IsCausedBy<DurableException>().Should().BeTrue();
        failed.IsCausedBy<ChildContextFailedException>().Should().BeFalse();
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
    [TestCase("{\"BaseTypes\":[],\"Causes\":7}")]
    [TestCase("{\"BaseTypes\":[],\"Causes\":[{}]}")]
    [TestCase("{\"BaseTypes\":[],\"Causes\":[1,null,{\"Type\":1,\"Message\":\"\",\"BaseTypes\":[]}]}")]
    [TestCase("{\"BaseTypes\":[],\"Causes\":[{\"Type\":\"A\",\"Message\":null,\"BaseTypes\":7}]}")]
    [TestCase("{\"BaseTypes\":[],\"Misuse\":\"yes\"}")]
    public void IsCausedBy_DataFromElsewhere_IsNoCauseAndNoCrash(string? data)
    {
        var failed = new StepFailedException(new DurableError("Other.Type", "m", data));

        failed.IsCausedBy<IOException>().Should().BeFalse();
        Misuse.IsIn(failed).Should().BeFalse();
    }

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

    private class ShopException : ApplicationException
    {
        protected ShopException()
        {
        }

        protected ShopException(string message, Exception inner)
            : base(message, inner)
        {
        }
    }

    private sealed class SoldOutException : ShopException
    {
        public SoldOutException()
        {
        }

        public SoldOutException(string message, Exception inner)
            : base(message, inner)
        {
        }
    }

    private sealed class HostileException : Exception
    {
        public List<string>? Text { get; init; }

        public override string Message => Text is null ? throw new NotSupportedException() : Text[0];

        public override string? StackTrace => throw new NotSupportedException();
    }
}
