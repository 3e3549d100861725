using System.Collections;
using DurableParallel.Errors;

namespace DurableParallel.Tests.Errors;

public sealed class MisuseTests
{
    [Test]
    public void IsIn_MisuseAndWhatIsAroundIt_IsSeenLiveAndRecorded()
    {
        var misuse = Misuse.Of("wrong context");

        foreach (var exception in new Exception[] { misuse, new InvalidDataException("mine", misuse), new AggregateException(new TimeoutException(), misuse) })
        {
            var error = ErrorRecorder.FromException(exception);

            Misuse.IsIn(exception).Should().BeTrue();
            Misuse.IsIn(new StepFailedException(error)).Should().BeTrue();
            Misuse.IsIn(new ChildContextFailedException(ErrorRecorder.FromException(new StepFailedException(error)))).Should().BeTrue();
        }

        Misuse.IsIn(new InvalidOperationException("the user's own")).Should().BeFalse();
        Misuse.IsIn(new StepFailedException(ErrorRecorder.FromException(new InvalidOperationException("the user's own")))).Should().BeFalse();
        Misuse.IsIn(new WithoutDataException()).Should().BeFalse();
    }

    private sealed class WithoutDataException : Exception
    {
        public override IDictionary Data => throw new NotSupportedException();
    }
}
