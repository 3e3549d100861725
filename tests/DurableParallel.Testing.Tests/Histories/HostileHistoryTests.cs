using System.Text;
using DurableParallel.Testing.Histories;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Testing.Tests.Histories;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HostileHistoryTests : IDisposable
{
    private const string Start = """{"EventType":"ExecutionStarted","EventId":1,"EventTimestamp":1.5,"ExecutionStartedDetails":{"Input":{"Payload":"1","Truncated":false}}}""";

    private static readonly DurableFunction Function = DurableFunction.Create<int, int>(async (ctx, input) =>
    {
        await using var p = ctx.Parallel("p");
        p.Branch("b", b => b.StepAsync("s", step => step.Attempt == 1 ? throw new InvalidDataException("again") : 1));
        await p.JoinAsync();
        await ctx.WaitAsync(TimeSpan.FromHours(1));
        return input;
    });

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_path);

    [TestCase("", "not JSON")]
    [TestCase("{", "not JSON")]
    [TestCase("[]", "an object with a list 'Events'")]
    [TestCase("""{"Events":5}""", "an object with a list 'Events'")]
    [TestCase("""{"Events":[]}""", "the first event to be ExecutionStarted")]
    [TestCase("""{"Events":[5]}""", "event 1: Expected an object")]
    [TestCase("""{"Events":[{}]}""", "'EventType'")]
    [TestCase("""{"Events":[{"EventType":"Foo","EventId":1,"EventTimestamp":1}]}""", "'Foo'")]
    [TestCase("""{"Events":[{"EventType":"3","EventId":1,"EventTimestamp":1}]}""", "'3'")]
    [TestCase("""{"Events":[{"EventType":"ExecutionStarted","EventId":-1,"EventTimestamp":1}]}""", "'EventId'")]
    [TestCase("""{"Events":[{"EventType":"ExecutionStarted","EventId":1,"EventTimestamp":1e300}]}""", "'EventTimestamp'")]
    [TestCase("""{"Events":[{"EventType":"ExecutionStarted","EventId":1,"EventTimestamp":"soon"}]}""", "'EventTimestamp'")]
    [TestCase("""{"Events":[START],"NextMarker":"2"}""", "one page of a longer history")]
    [TestCase("""{"Events":[START,START]}""", "Event 1 is there twice")]
    [TestCase("""{"Events":[START,{"EventType":"StepStarted","EventId":2,"EventTimestamp":2}]}""", "'Id'")]
    [TestCase("""{"Events":[START,{"EventType":"StepStarted","EventId":2,"EventTimestamp":2,"Id":"a","ParentId":"b"}]}""", "'ParentId' names 'b'")]
    [TestCase("""{"Events":[START,{"EventType":"StepStarted","EventId":2,"EventTimestamp":2,"Id":"a","ParentId":"a"}]}""", "'ParentId' names 'a'")]
    [TestCase("""{"Events":[START,{"EventType":"StepStarted","EventId":2,"EventTimestamp":2,"Id":"a"},{"EventType":"WaitStarted","EventId":3,"EventTimestamp":2,"Id":"a"}]}""", "is a Step and now a Wait")]
    [TestCase("""{"Events":[START,{"EventType":"StepSucceeded","EventId":2,"EventTimestamp":2,"Id":"a"},{"EventType":"StepSucceeded","EventId":3,"EventTimestamp":2,"Id":"a"}]}""", "ends twice")]
    [TestCase("""{"Events":[START,{"EventType":"StepSucceeded","EventId":2,"EventTimestamp":2,"Id":"a","StepSucceededDetails":{"Result":{"Truncated":true}}}]}""", "--include-execution-data")]
    [TestCase("""{"Events":[START,{"EventType":"ExecutionSucceeded","EventId":2,"EventTimestamp":2},{"EventType":"StepStarted","EventId":3,"EventTimestamp":2,"Id":"a"}]}""", "after the end of the execution")]
    [TestCase("""{"Events":[],"Events":[]}""", "not JSON")]
    public void Verify_AFileThatIsNoHistory_SaysWhatIsWrong(string json, string reason)
    {
        File.WriteAllText(_path, json.Replace("START", Start, StringComparison.Ordinal));

        var act = () => HistoryReplay.Verify(_path, Function);

        var thrown = act.Should().Throw<DurableTestException>().Which;
        thrown.Code.Should().Be("DP7006");
        thrown.Message.Should().Contain(reason);
    }

    [Test]
    public void Verify_ADeepFile_IsRefused()
    {
        File.WriteAllText(_path, new string('[', 100_000));

        FluentActions.Invoking(() => HistoryReplay.Verify(_path, Function)).Should().Throw<DurableTestException>().Which.Code.Should().Be("DP7006");
    }

    [Test]
    public void Verify_ALargeFile_IsRefusedBeforeItIsRead()
    {
        using (var file = File.Create(_path))
        {
            file.SetLength(HistoryReplay.MaxFileBytes + 1L);
        }

        FluentActions.Invoking(() => HistoryReplay.Verify(_path, Function)).Should().Throw<DurableTestException>().WithMessage("*67108865 bytes*");
    }

    [Test]
    public void Verify_NoFile_SaysSo()
    {
        FluentActions.Invoking(() => HistoryReplay.Verify(_path, Function)).Should().Throw<FileNotFoundException>();
    }

    [Test]
    public async Task Verify_AHistoryWithRandomDamage_EndsWithAReportOrAClearError()
    {
        (await new DurableTestRunner(Function).RunAsync(1)).SaveHistory(_path);
        var whole = await File.ReadAllBytesAsync(_path);
        var random = new Random(20260101);
        var options = new HistoryReplayOptions { QuietTime = TimeSpan.FromMilliseconds(50) };
        var clear = 0;
        for (var round = 0; round < 2000; round++)
        {
            await File.WriteAllBytesAsync(_path, Damage(whole, random));
            try
            {
                if (round % 20 == 0)
                {
                    HistoryReplay.Verify(_path, Function, options);
                }
                else
                {
                    HistoryFile.Read(_path);
                }
            }
            catch (DurableTestException damage) when (damage.Code is "DP7005" or "DP7006")
            {
                clear++;
            }
        }

        clear.Should().BeGreaterThan(500);
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        var copy = (byte[])whole.Clone();
        switch (random.Next(4))
        {
            case 0:
                return copy[..random.Next(copy.Length)];
            case 1:
                copy[random.Next(copy.Length)] = (byte)random.Next(256);
                return copy;
            case 2:
                var digits = copy.Index().Where(static b => b.Item is >= (byte)'0' and <= (byte)'9').Select(static b => b.Index).ToArray();
                copy[digits[random.Next(digits.Length)]] = (byte)random.Next('0', '9' + 1);
                return copy;
            default:
                var lines = Encoding.UTF8.GetString(copy).Split('\n').ToList();
                lines.RemoveAt(random.Next(lines.Count));
                return Encoding.UTF8.GetBytes(string.Join('\n', lines));
        }
    }
}
