using System.Text;
using DurableParallel.Serialization;

namespace DurableParallel.Tests.Serialization;

public sealed class CodecSerializerTests
{
    private static readonly SerializationContext Place = new("arn", "abc");

    [Test]
    public void Payload_PassesThroughTheCodecBothWays()
    {
        var serializer = DurableSerializer.WithCodec(DurableSerializer.Newtonsoft(), new Salted());

        var payload = serializer.Serialize("x", Place);

        payload.Should().NotContain("x");
        serializer.Deserialize<string>(payload, Place).Should().Be("x");
    }

    [Test]
    public void NoPayload_PassesByTheCodec()
    {
        var serializer = DurableSerializer.WithCodec(DurableSerializer.For<string?>(_ => null, payload => payload ?? "absent"), new Failing());

        serializer.Serialize<string?>("x", Place).Should().BeNull();
        serializer.Deserialize<string?>(payload: null, Place).Should().Be("absent");
    }

    [Test]
    public void Codec_GetsThePlace()
    {
        var seen = new List<SerializationContext>();
        var serializer = DurableSerializer.WithCodec(DurableSerializer.Newtonsoft(), new Spying(seen));

        serializer.Deserialize<int>(serializer.Serialize(1, Place), Place);

        seen.Should().Equal(Place, Place);
    }

    [Test]
    public void Decode_Failing_IsAnUnreadablePayloadThatNamesTheOperation()
    {
        var serializer = DurableSerializer.WithCodec(DurableSerializer.Newtonsoft(), new Failing());

        var error = serializer.Invoking(s => s.Deserialize<int>("1", Place)).Should().Throw<DurableException>().WithMessage("*operation abc*System.Int32*wrong key*").Which;

        error.Code.Should().Be("DP2003");
        error.InnerException.Should().BeOfType<InvalidDataException>();
    }

    [Test]
    public void Encode_Failing_IsAnUnwritablePayload() =>
        DurableSerializer.WithCodec(DurableSerializer.Newtonsoft(), new Failing())
            .Invoking(s => s.Serialize(1, Place)).Should().Throw<DurableException>().WithMessage("*operation abc*").Which.Code.Should().Be("DP2004");

    [Test]
    public void Codec_ReturningNull_IsSaidToHave()
    {
        var serializer = DurableSerializer.WithCodec(DurableSerializer.Newtonsoft(), new Forgetful());

        serializer.Invoking(s => s.Serialize(1, Place)).Should().Throw<DurableException>().WithMessage("*Forgetful.Encode returned null*");
        serializer.Invoking(s => s.Deserialize<int>("1", Place)).Should().Throw<DurableException>().WithMessage("*Forgetful.Decode returned null*");
    }

    [Test]
    public void InnerSerializer_FailingOnWhatWasDecoded_KeepsItsOwnError() =>
        DurableSerializer.WithCodec(DurableSerializer.Newtonsoft(), new Salted())
            .Invoking(s => s.Deserialize<int>(new Salted().Encode("[]", Place), Place)).Should().Throw<DurableException>().Which.Code.Should().Be("DP2003");

    [Test]
    public void Open_OfPayloadsThatDifferOnlyEncoded_GivesWhatTheInnermostSerializerWrote()
    {
        var plain = DurableSerializer.Newtonsoft();
        var once = DurableSerializer.WithCodec(plain, new Salted());
        var twice = DurableSerializer.WithCodec(once, new Salted());
        foreach (var serializer in new[] { plain, once, twice })
        {
            CodecSerializer.Open(serializer.Serialize("x", Place)!, serializer, Place).Should().Be(("\"x\"", plain));
        }

        twice.Invoking(s => CodecSerializer.Open("not base64", s, Place)).Should().Throw<DurableException>().Which.Code.Should().Be("DP2003");
    }

    /// <summary>Another text each time, as a cipher's.</summary>
    private sealed class Salted : IPayloadCodec
    {
        private static int _salt;

        public string Encode(string payload, SerializationContext context) => $"{Interlocked.Increment(ref _salt)}:{Convert.ToHexString(Encoding.UTF8.GetBytes(payload))}";

        public string Decode(string payload, SerializationContext context) => Encoding.UTF8.GetString(Convert.FromHexString(payload.Split(':')[1]));
    }

    private sealed class Failing : IPayloadCodec
    {
        public string Encode(string payload, SerializationContext context) => throw new InvalidDataException("wrong key");

        public string Decode(string payload, SerializationContext context) => throw new InvalidDataException("wrong key");
    }

    private sealed class Forgetful : IPayloadCodec
    {
        public string Encode(string payload, SerializationContext context) => null!;

        public string Decode(string payload, SerializationContext context) => null!;
    }

    private sealed class Spying(List<SerializationContext> seen) : IPayloadCodec
    {
        public string Encode(string payload, SerializationContext context)
        {
            seen.Add(context);
            return payload;
        }

        public string Decode(string payload, SerializationContext context)
        {
            seen.Add(context);
            return payload;
        }
    }
}
