using DurableParallel.Records;

namespace DurableParallel.Tests;

public sealed class PayloadLimitsTests
{
    [TestCase('x', 262_144, true)]
    [TestCase('x', 262_145, false)]
    [TestCase('\u20ac', 87_381, true)]
    [TestCase('\u20ac', 87_382, false)]
    public void FitsContext_CountsBytes(char character, int count, bool fits) =>
        PayloadLimits.FitsContext(new string(character, count)).Should().Be(fits);

    [Test]
    public void FitsContext_NoPayload_Fits() => PayloadLimits.FitsContext(null).Should().BeTrue();
}
