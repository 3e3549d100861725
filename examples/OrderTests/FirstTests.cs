using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Examples.Ordering;

#region TestFirst
internal sealed class FirstTests
{
    [Test]
    public async Task Order_Approved_IsShippedADayLater()
    {
        var runner = DurableTestRunner.Create<Order, string>(new OrderFunction(new FakeBank()).RunAsync)
            .OnCallback("approval", callback => callback.Succeed(true))
            .MockInvoke("stock-service", (string id) => 7);

        var run = await runner.RunAsync(new Order("A-1", 20));

        run.ResultAs<string>().Should().Be("A-1 shipped, receipt 1, 7 left");
        run.Elapsed.Should().Be(TimeSpan.FromDays(1));
    }
}
#endregion
