using System.Diagnostics;
using DurableParallel.Telemetry;

namespace DurableParallel.Tests.Telemetry;

public sealed class ExecutionTraceTests
{
    [Test]
    public void ContextOf_AnArn_IsItsHash()
    {
        // sha256 of "abc" is ba7816bf 8f01cfea 414140de 5dae2223 b00361a3 96177a9c b410ff61 f20015ad.
        var context = ExecutionTrace.ContextOf("abc");

        context.TraceId.ToHexString().Should().Be("ba7816bf8f01cfea414140de5dae2223");
        context.SpanId.ToHexString().Should().Be("b00361a396177a9c");
        context.TraceFlags.Should().Be(ActivityTraceFlags.Recorded);
    }
}
