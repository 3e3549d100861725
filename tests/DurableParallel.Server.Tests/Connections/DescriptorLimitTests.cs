using DurableParallel.Server.Connections;

namespace DurableParallel.Server.Tests.Connections;

public sealed class DescriptorLimitTests
{
    [TestCase(1_048_576, 786_432)]
    [TestCase(20_000, 15_000)]
    [TestCase(1_024, 640)]
    [TestCase(512, 256)]
    [TestCase(2, 1)]
    [TestCase(1, 1)]
    public void ConnectionsOf_AnyLimit_KeepsSomeForTheRest(long descriptors, long connections) =>
        DescriptorLimit.ConnectionsOf(descriptors).Should().Be(connections);

    [Test]
    public void ConnectionsOf_NoLimit_IsNone() => DescriptorLimit.ConnectionsOf(null).Should().BeNull();

    [TestCase("Max open files            1024                 4096                 files     ", 1024)]
    [TestCase("Max open files            unlimited            unlimited            files     ", null)]
    [TestCase("Max open files", null)]
    public void Read_TheLineOfOpenFiles_IsTheSoftLimit(string line, long? limit) =>
        DescriptorLimit.Read(["Limit                     Soft Limit           Hard Limit           Units     ", line]).Should().Be(limit);

    [Test]
    public void Read_WithoutTheLine_IsNone() => DescriptorLimit.Read([]).Should().BeNull();
}
