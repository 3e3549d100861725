using System.Dynamic;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableParallel.Contract.Hosts;
using FluentAssertions;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace DurableParallel.Contract.Values;

/// <summary>A value is what was recorded, the first time as on replay, whichever of the two serializers recorded it.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class SampleValueTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly IDurableSerializer Newtonsoft = DurableSerializer.Newtonsoft();

    private static readonly IDurableSerializer SystemText = DurableSerializer.SystemTextJson(new JsonSerializerOptions());

    private static IEnumerable<TestCaseData> Serializers =>
        [new TestCaseData(Newtonsoft).SetArgDisplayNames("Newtonsoft"), new TestCaseData(SystemText).SetArgDisplayNames("SystemTextJson")];

    [TestCaseSource(nameof(Serializers))]
    public async Task Values_OfManyKinds_AreThoseGivenLiveAsReplayed(IDurableSerializer serializer)
    {
        FunctionOptions = new DurableFunctionOptions(serializer);
        Sample[] samples =
        [
            Of(0), Of(int.MinValue), Of(long.MaxValue), Of(ulong.MaxValue), Of(Int128.MinValue), Of(BigInteger.Pow(-3, 200)), Of<int?>(null), Of<int?>(7),
            Of(1.10m), Of(decimal.MaxValue), Of(0.0000000000000000000000000001m), Of(0.1), Of(double.Epsilon), Of(-0.0), Of(double.NaN), Of(double.NegativeInfinity), Of(float.MaxValue),
            Of(true), Of('ä'), Of(""), Of<string?>(null), Of("ä 😀 \" \\ \n \u0000 \u2028 </script>"), Of("2024-05-06T07:08:09Z"), Of("{\"$type\":\"x\"}"), Of(new string('x', 1 << 20)),
            Of(new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc).AddTicks(1)), Of(new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.FromMinutes(-570)).AddTicks(3)),
            Of(new DateOnly(2024, 2, 29)), Of(new TimeOnly(1, 2, 3, 4)), Of(TimeSpan.FromTicks(long.MaxValue)), Of(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")), Of(new Uri("https://example.org/a?b=c#d")),
            Of(DayOfWeek.Friday), Of(AttributeTargets.Class | AttributeTargets.Enum), Of(BranchStatus.Canceled), Of<CompletionReason?>(CompletionReason.Custom),
            Of<byte[]>([0, 1, 255]), Of<int[]>([]), Of<List<string?>>([null, ""]), Of(new HashSet<int> { 1, 2 }), Of((1, "two", (3.0, (string?)null))), Of(Tuple.Create(1, "x")), Of(KeyValuePair.Create("k", 1)),
            Of(new Dictionary<string, int> { [""] = 1, ["$type"] = 2, ["$ref"] = 3, ["$id"] = 4, ["a.b['c"] = 5, ["A"] = 6, ["a"] = 7 }),
            Of(new Dictionary<Guid, string> { [Guid.Empty] = "x" }), Of(new Dictionary<int, bool> { [-1] = true }), Of(new Dictionary<DayOfWeek, int> { [DayOfWeek.Friday] = 5 }), Of(new Dictionary<BranchStatus, int> { [BranchStatus.Failed] = 1 }),
            Of(new Person("Ada", new DateOnly(1815, 12, 10), [new Person("Byron", null, [])])), Of(new Point { X = 1, Y = -2 }), Of(default(Point)),
        ];

        var (live, replayed) = await LiveAndReplayedAsync(ctx => ReadAllAsync(ctx, samples));

        for (var i = 0; i < samples.Length; i++)
        {
            live[i].Should().BeEquivalentTo(samples[i].Value, options => options.ComparingRecordsByMembers(), $"of value {i}, {samples[i].Kind}");
            replayed[i].Should().BeEquivalentTo(samples[i].Value, options => options.ComparingRecordsByMembers(), $"of value {i}, {samples[i].Kind}, replayed");
        }
    }

    [TestCaseSource(nameof(Serializers))]
    public async Task Values_ThatComeBackChanged_AreTheSameLiveAndReplayed(IDurableSerializer serializer)
    {
        FunctionOptions = new DurableFunctionOptions(serializer);
        using var document = JsonDocument.Parse("""{"n":1.50,"$type":"x","d":"2024-01-01T00:00:00Z"}""");
        dynamic expando = new ExpandoObject();
        expando.Name = "x";
        expando.At = "2024-01-01T00:00:00Z";
        Sample[] samples =
        [
            Of("half \ud83d of a pair"), Of(new string('\udc00', 3)), Of(new Dictionary<string, string> { ["\ud800"] = "\udfff" }),
            Of(document.RootElement.Clone()), Of(JsonNode.Parse("""[1,{"a":null}]""")), Of(JToken.Parse("""{"d":"2024-01-01T00:00:00Z","$ref":"1"}""")),
            Of<object>(new { A = 1, B = "2024-01-01T00:00:00Z" }), Of<object>(5), Of((object)expando), Of<Shape>(new Circle { Radius = 2 }),
        ];

        var (live, replayed) = await LiveAndReplayedAsync(async ctx => (await ReadAllAsync(ctx, samples)).ConvertAll(Describe));

        replayed.Should().Equal(live);
        live[0].Should().Be("half \ufffd of a pair");
        live[3].Replace(" ", "").Should().ContainAll("\"$type\":\"x\"", "\"d\":\"2024-01-01T00:00:00Z\"");
        live[5].Replace(" ", "").Should().ContainAll("\"$ref\":\"1\"", "\"d\":\"2024-01-01T00:00:00Z\"");
    }

    [TestCaseSource(nameof(Serializers))]
    public async Task Values_ThatCannotBeRecorded_FailTheirStepAtOnceLiveAsReplayed(IDurableSerializer serializer)
    {
        FunctionOptions = new DurableFunctionOptions(serializer);
        var loop = new Linked();
        loop.Next = loop;
        var deep = Enumerable.Range(0, 100).Aggregate(new Linked(), (next, _) => new Linked { Next = next });
        Sample[] samples = [Of(loop), Of(deep), Of(typeof(int)), Of<object>(new MemoryStream()), Of(new Throwing())];

        var (live, replayed) = await LiveAndReplayedAsync(ctx => ReadAllAsync(ctx, samples));

        live.Should().AllSatisfy(error => error.Should().BeOfType<string>().Which.Should().StartWith("StepFailedException ").And.Contain("DP2004"));
        replayed.Should().Equal(live);
    }

    [Test]
    public async Task Payload_OfAnotherSerializerWithHalfACharacter_IsRefused()
    {
        var raw = DurableSerializer.For<string>(value => value, payload => payload!);

        var (live, replayed) = await LiveAndReplayedAsync(ctx => ReadAllAsync(ctx, [Of("a\ud800b")], new StepConfig { Serializer = raw }));

        live.Should().ContainSingle().Which.Should().BeOfType<string>().Which.Should().ContainAll("StepFailedException", "DP2004", "lone surrogate", "'value-0'");
        replayed.Should().Equal(live);
    }

    [TestCaseSource(nameof(Serializers))]
    public async Task Text_OfAlmostSixMebibytes_ComesBackWhole(IDurableSerializer serializer)
    {
        FunctionOptions = new DurableFunctionOptions(serializer);
        var text = string.Concat(Enumerable.Repeat("0123456789abcde\n", (6 * 1024 * 1024 / 17) - 1));

        var (live, replayed) = await LiveAndReplayedAsync(ctx => ctx.StepAsync("large", () => text));

        (live == text).Should().BeTrue();
        (replayed == text).Should().BeTrue();
    }

    [TestCaseSource(nameof(Serializers))]
    public async Task Null_ReadAsAValueType_SaysWhichTypeLiveAsReplayed(IDurableSerializer serializer)
    {
        FunctionOptions = new DurableFunctionOptions(serializer);
        var config = new StepConfig { Serializer = new WritingNull(serializer) };
        Host.AutoAdvance = false;
        foreach (var sample in new Sample[] { Of(1), Of(Guid.Empty), Of((1, 2)), Of(DayOfWeek.Friday), Of(new Point()) })
        {
            var execution = await StartAsync(ctx => sample.RecordAsync(ctx, "value", config));
            var live = await UnreadableOf(execution);
            await Host.CrashAsync();
            await Host.RestartAsync();
            var replayed = await UnreadableOf(execution);

            live.Should().Contain($"the step 'value' is on record, and this build cannot read it as {sample.Kind}");
            replayed.Should().Be(live);
        }
    }

    private static Sample<T> Of<T>(T value) => new(value);

    private static string Describe(object? value) => value switch
    {
        string text => text,
        JsonElement element => element.GetRawText(),
        JsonNode node => node.ToJsonString(),
        JToken token => token.ToString(global::Newtonsoft.Json.Formatting.None),
        _ => global::Newtonsoft.Json.JsonConvert.SerializeObject(value),
    };

    private static async Task<List<object?>> ReadAllAsync(DurableContext ctx, IReadOnlyList<Sample> samples, StepConfig? config = null)
    {
        var read = new List<object?>();
        for (var i = 0; i < samples.Count; i++)
        {
            try
            {
                read.Add(await samples[i].RecordAsync(ctx, $"value-{i}", config));
            }
            catch (DurableException error)
            {
                read.Add($"{error.GetType().Name} {error.Message}");
            }
        }

        return read;
    }

    internal sealed record Person(string Name, DateOnly? Born, IReadOnlyList<Person> Parents);

    internal struct Point
    {
        public int X { get; set; }

        public int Y { get; set; }
    }

    internal class Shape
    {
        public string Name => GetType().Name;
    }

    internal sealed class Circle : Shape
    {
        public int Radius { get; set; }
    }

    internal sealed class Linked
    {
        public Linked? Next { get; set; }
    }

    internal sealed class Throwing
    {
        public int Value => throw new InvalidDataException("nothing there");
    }

    private abstract class Sample
    {
        public abstract object? Value { get; }

        public abstract Type Kind { get; }

        public abstract Task<object?> RecordAsync(DurableContext ctx, string name, StepConfig? config);
    }

    private sealed class Sample<T>(T value) : Sample
    {
        public override object? Value => value;

        public override Type Kind => typeof(T);

        public override async Task<object?> RecordAsync(DurableContext ctx, string name, StepConfig? config) => await ctx.StepAsync(name, () => value, config);
    }

    private sealed class WritingNull(IDurableSerializer inner) : IDurableSerializer
    {
        public string? Serialize<T>(T value, SerializationContext context) => "null";

        public T Deserialize<T>(string? payload, SerializationContext context) => inner.Deserialize<T>(payload, context);
    }
}
