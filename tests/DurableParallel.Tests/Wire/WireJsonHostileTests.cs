using System.Text;
using DurableParallel.Wire;

namespace DurableParallel.Tests.Wire;

public sealed class WireJsonHostileTests
{
    private static readonly string Deep = new('[', 100_000);

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("7")]
    [TestCase("{")]
    [TestCase("""{"CheckpointToken":"t"} {}""")]
    [TestCase("""{"Updates":[]}""")]
    [TestCase("""{"CheckpointToken":null}""")]
    [TestCase("""{"CheckpointToken":7}""")]
    [TestCase("""{"CheckpointToken":"t","CheckpointToken":"u"}""")]
    [TestCase("""{"CheckpointToken":"t","Updates":{}}""")]
    [TestCase("""{"CheckpointToken":"t","Updates":[null]}""")]
    [TestCase("""{"CheckpointToken":"t","Updates":[[]]}""")]
    [TestCase("""{"CheckpointToken":"\ud800"}""")]
    [TestCase("""{"CheckpointToken":"t","Updates":[{"Id":"a","Type":"STEP"}]}""")]
    [TestCase("""{"CheckpointToken":"t","Updates":[{"Type":"STEP","Action":"START"}]}""")]
    [TestCase("""{"CheckpointToken":"t","Updates":[{"Id":"a","Type":"JUMP","Action":"START"}]}""")]
    [TestCase("""{"CheckpointToken":"t","Updates":[{"Id":"a","Type":"step","Action":"START"}]}""")]
    [TestCase("""{"CheckpointToken":"t","Updates":[{"Id":"a","Type":2,"Action":"START"}]}""")]
    [TestCase("""{"CheckpointToken":"t","Updates":[{"Id":"a","Type":"STEP","Action":"TIME_OUT"}]}""")]
    [TestCase("""{"CheckpointToken":"t","Updates":[{"Id":"a","Type":"STEP","Action":"HEARTBEAT"}]}""")]
    [TestCase("""{"CheckpointToken":"t","Updates":[{"Id":"a","Type":"STEP","Action":null}]}""")]
    [TestCase("""{"CheckpointToken":"t","Updates":[{"Id":"a","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":1e30}}]}""")]
    [TestCase("""{"CheckpointToken":"t","Updates":[{"Id":"a","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":"5"}}]}""")]
    [TestCase("""{"CheckpointToken":"t","Updates":[{"Id":"a","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":1.5}}]}""")]
    [TestCase("""{"CheckpointToken":"t","Updates":[{"Id":"a","Type":"STEP","Action":"FAIL","Error":{"StackTrace":[null]}}]}""")]
    [TestCase("""{"CheckpointToken":"t","Updates":[{"Id":"a","Type":"STEP","Action":"FAIL","Error":"boom"}]}""")]
    public void Request_ThatIsNone_IsRefusedWithOneException(string json)
    {
        var read = () => WireJson.Seconds.Read<WireCheckpointRequest>(Encoding.UTF8.GetBytes(json));

        read.Should().Throw<WireFormatException>().WithMessage("Expected the JSON of a CheckpointRequest; found *");
    }

    [TestCase("1700000000.5")]
    [TestCase("\"1700000000\"")]
    [TestCase("99999999999999999")]
    [TestCase("-99999999999999999")]
    [TestCase("1e400")]
    [TestCase("true")]
    public void Milliseconds_ThatAreNone_AreRefused(string timestamp)
    {
        var read = () => WireJson.Milliseconds.Read<WireState>(State(timestamp));

        read.Should().Throw<WireFormatException>();
    }

    [TestCase("\"2024-01-01\"")]
    [TestCase("1e400")]
    [TestCase("1e27")]
    [TestCase("999999999999")]
    [TestCase("-999999999999")]
    public void Seconds_ThatAreNone_AreRefused(string timestamp)
    {
        var read = () => WireJson.Seconds.Read<WireState>(State(timestamp));

        read.Should().Throw<WireFormatException>();
    }

    [Test]
    public void DeepMessage_InAnUnknownMember_IsRefused()
    {
        var read = () => WireJson.Seconds.Read<WireCheckpointRequest>(Encoding.UTF8.GetBytes($$"""{"CheckpointToken":"t","New":{{Deep}}"""));

        read.Should().Throw<WireFormatException>();
    }

    [TestCase((byte)0xff)]
    [TestCase((byte)0xc0)]
    [TestCase((byte)0x80)]
    public void InvalidUtf8_InAString_IsRefused(byte invalid)
    {
        byte[] json = [.. """{"CheckpointToken":"t"""u8, invalid, .. "\"}"u8];

        var read = () => WireJson.Seconds.Read<WireCheckpointRequest>(json);

        read.Should().Throw<WireFormatException>();
    }

    [Test]
    public void TruncatedMessage_AtEveryByte_IsRefused()
    {
        var json = """{"CheckpointToken":"t","Updates":[{"Id":"é","Type":"STEP","Action":"FAIL","Error":{"StackTrace":["s"]}}]}"""u8.ToArray();

        for (var length = 0; length < json.Length; length++)
        {
            var start = json[..length];
            var read = () => WireJson.Seconds.Read<WireCheckpointRequest>(start);
            read.Should().Throw<WireFormatException>($"{length} bytes are not the whole");
        }
    }

    private static byte[] State(string timestamp) =>
        Encoding.UTF8.GetBytes($$"""{"Operations":[{"Id":"a","Type":"STEP","Status":"READY","StartTimestamp":{{timestamp}}}]}""");
}
