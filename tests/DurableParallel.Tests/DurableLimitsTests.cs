namespace DurableParallel.Tests;

public sealed class DurableLimitsTests
{
    [Test]
    public void Aws_Values_AreThoseOfTheService() =>
        DurableLimits.Aws.Should().Be(new DurableLimits
        {
            MaxInputBytes = 6_291_456,
            MaxResultBytes = 6_291_456,
            MaxStepResultBytes = 262_144,
            MaxContextResultBytes = 6_291_456,
            MaxOperations = 3000,
            HasPlainNames = true,
        });

    [Test]
    public void Engine_Values_AreSixMebibytesAPayloadAndNoCount() =>
        DurableLimits.Engine.Should().Be(new DurableLimits
        {
            MaxInputBytes = 6_291_456,
            MaxResultBytes = 6_291_456,
            MaxStepResultBytes = 6_291_456,
            MaxContextResultBytes = 6_291_456,
            MaxOperations = null,
        });

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(int.MinValue)]
    public void Members_BelowOne_AreRefusedByName(int value)
    {
        FluentActions.Invoking(() => new DurableLimits { MaxInputBytes = value }).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("MaxInputBytes");
        FluentActions.Invoking(() => new DurableLimits { MaxResultBytes = value }).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("MaxResultBytes");
        FluentActions.Invoking(() => new DurableLimits { MaxStepResultBytes = value }).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("MaxStepResultBytes");
        FluentActions.Invoking(() => new DurableLimits { MaxContextResultBytes = value }).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("MaxContextResultBytes");
        FluentActions.Invoking(() => new DurableLimits { MaxOperations = value }).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("MaxOperations");
    }
}
