using DurableParallel.Serialization;

namespace DurableParallel.Tests.Serialization;

public sealed class PayloadTypeTests
{
    private static readonly SerializationContext Place = new("arn", "abc");

    [TestCase(typeof(bool))]
    [TestCase(typeof(ushort))]
    [TestCase(typeof(ushort?))]
    [TestCase(typeof(TimeOnly))]
    [TestCase(typeof(string))]
    public void Find_PlainTypes_AreKnownBeforeTheyWereUsed(Type type) => PayloadType.Find(type.ToString())!.Type.Should().Be(type);

    [Test]
    public void Find_TypesOfTheUsers_AreKnownOnceTheyWereUsed()
    {
        PayloadType.Find(typeof(Unused).ToString()).Should().BeNull();

        var used = PayloadType<Unused>.Instance;

        PayloadType.Find(used.Name).Should().BeSameAs(used);
    }

    [Test]
    public void WhyUnreadable_IsNullForWhatIsRead()
    {
        var (type, serializer) = (PayloadType<int>.Instance, DurableSerializer.Newtonsoft());

        type.WhyUnreadable("5", serializer, Place).Should().BeNull();
        type.WhyUnreadable("\"five\"", serializer, Place).Should().BeOfType<DurableException>();
        PayloadType<string>.Instance.WhyUnreadable("plain", serializer, Place).Should().NotBeNull();
        PayloadType<string>.Instance.WhyNoResult("plain", serializer, Place).Should().BeNull();
    }

    public sealed record Unused(int Value);
}
