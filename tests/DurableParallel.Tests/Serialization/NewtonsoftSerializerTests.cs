using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DurableParallel.Tests.Serialization;

public sealed class NewtonsoftSerializerTests
{
    private static readonly SerializationContext Place = new("arn", "abc");

    private static readonly IDurableSerializer Serializer = DurableSerializer.Newtonsoft();

    [Test]
    public void TextThatLooksLikeADate_StaysText()
    {
        const string Date = "2024-05-06T07:08:09.1234567+02:00";

        var read = Serializer.Deserialize<Dictionary<string, object>>($$"""{"at":"{{Date}}"}""", Place);

        read["at"].Should().Be(Date);
        Serializer.Deserialize<JObject>($$"""{"at":"{{Date}}"}""", Place)["at"]!.Type.Should().Be(JTokenType.String);
        Serializer.Deserialize<string>($"\"{Date}\"", Place).Should().Be(Date);
    }

    [Test]
    public void TypeAndReferenceMembers_AreOrdinary()
    {
        const string Payload = """{"$type":"System.IO.FileInfo, System.Private.CoreLib","$id":"1","$ref":"1","$values":[]}""";

        var read = Serializer.Deserialize<Dictionary<string, object>>(Payload, Place);

        read.Keys.Should().Equal("$type", "$id", "$ref", "$values");
        Serializer.Deserialize<object>(Payload, Place).Should().BeOfType<JObject>();
        Serializer.Serialize<object>(new SerializerTests.Line("x", 1m), Place).Should().NotContain("$type");
    }

    [TestCase(TypeNameHandling.All)]
    [TestCase(TypeNameHandling.Auto)]
    [TestCase(TypeNameHandling.Objects)]
    [TestCase(TypeNameHandling.Arrays)]
    public void SettingsWithTypeNames_AreRefused(TypeNameHandling handling) =>
        FluentActions.Invoking(() => DurableSerializer.Newtonsoft(new JsonSerializerSettings { TypeNameHandling = handling }))
            .Should().Throw<ArgumentException>().WithMessage("*must be None*");

    [Test]
    public void OwnSettings_AreFollowed()
    {
        var serializer = DurableSerializer.Newtonsoft(new JsonSerializerSettings { NullValueHandling = NullValueHandling.Ignore, Converters = { new ShoutingConverter() } });

        serializer.Serialize(new SerializerTests.Report(OperationType.Step, Status: null), Place).Should().Be("""{"Type":"STEP"}""");
        serializer.Serialize("a", Place).Should().Be("\"A\"");
    }

    [Test]
    public void GlobalDefaultsOfTheApplication_ChangeNothing()
    {
        var before = JsonConvert.DefaultSettings;
        JsonConvert.DefaultSettings = () => new JsonSerializerSettings { Formatting = Formatting.Indented, TypeNameHandling = TypeNameHandling.All };
        try
        {
            DurableSerializer.Newtonsoft(new JsonSerializerSettings()).Serialize(new SerializerTests.Line("x", 1m), Place).Should().Be("""{"Sku":"x","Price":1}""");
        }
        finally
        {
            JsonConvert.DefaultSettings = before;
        }
    }

    [Test]
    public void Loop_IsRefused()
    {
        var list = new List<object>();
        list.Add(list);

        Serializer.Invoking(s => s.Serialize(list, Place)).Should().Throw<DurableException>().Which.Code.Should().Be("DP2004");
    }

    [Test]
    public void PlainTypes_AreWrittenAsNewtonsoftDoes()
    {
        string?[] texts = [null, string.Empty, "a", "ä😀", "\"", "\\", "/", "\n", "\u001f", "\u007f", "\u0085", "\u2028", "\u2029", "<a&'b>", "2024-01-01T00:00:00Z", "\ud83d\ude00"];
        foreach (var text in texts)
        {
            Same(text);
        }

        foreach (var code in Enumerable.Range(0, 0x3000))
        {
            Same($"a{(char)code}b");
        }

        foreach (var number in new[] { 0L, 1, -1, 42, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue })
        {
            Same(number);
            Same(unchecked((int)number));
        }

        Same(value: true);
        Same(value: false);
        Same(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"));
        Same<int?>(5);
        Same(1.0);
        Same('c');

        static void Same<T>(T value)
        {
            var payload = Serializer.Serialize(value, Place);
            if (payload != JsonConvert.SerializeObject(value))
            {
                Assert.Fail($"{value}: {payload} in place of {JsonConvert.SerializeObject(value)}");
            }

            if (!Equals(Serializer.Deserialize<T>(payload, Place), value))
            {
                Assert.Fail($"{payload} did not come back");
            }
        }
    }

    [Test]
    public void PlainTypes_AreReadAsNewtonsoftDoes()
    {
        var reference = JsonSerializer.Create(new JsonSerializerSettings { DateParseHandling = DateParseHandling.None, CheckAdditionalContent = true });
        string[] payloads =
        [
            "0", "00", "010", "-0", "-010", "+5", " 5 ", "5 6", "1.0", "1e2", "0x1F", "\"5\"", "true", "True", "\"true\"", "null", "\"a\" ", "'a'", "\"a\"b\"", "\"\\u0041\"",
            "\"\n\"", "\"", "\"\"", "\"00112233-4455-6677-8899-AABBCCDDEEFF\"", "\"{00112233-4455-6677-8899-aabbccddeeff}\"", "2147483648", "9223372036854775808", "/*c*/5",
        ];
        foreach (var payload in payloads)
        {
            Same<string>(payload);
            Same<int>(payload);
            Same<long>(payload);
            Same<bool>(payload);
            Same<Guid>(payload);
        }

        void Same<T>(string payload)
        {
            var expected = Try(() => reference.Deserialize<T>(new JsonTextReader(new StringReader(payload))));
            var found = Try(() => Serializer.Deserialize<T>(payload, Place));
            found.Should().Be(expected, $"of {payload} as {typeof(T).Name}");
        }

        static string Try<T>(Func<T> read)
        {
            try
            {
                return $"value {read()}";
            }
            catch (Exception error) when (error is not AssertionException)
            {
                return "refused";
            }
        }
    }

    [Test]
    public void ConverterThatSerialisesInBetween_GetsABufferOfItsOwn()
    {
        var serializer = DurableSerializer.Newtonsoft(new JsonSerializerSettings { Converters = { new NestingConverter() } });

        serializer.Serialize(new[] { new SerializerTests.Line("x", 1m), new SerializerTests.Line("y", 2m) }, Place).Should().Be("""["{\"Sku\":\"x\",\"Price\":1}","{\"Sku\":\"y\",\"Price\":2}"]""");
    }

    [Test]
    public void ManyThreads_DoNotDisturbEachOther() =>
        Parallel.For(0, 2000, index =>
        {
            var line = new SerializerTests.Line($"sku-{index}", index);
            Serializer.Deserialize<SerializerTests.Line>(Serializer.Serialize(line, Place), Place).Should().Be(line);
        });

    private sealed class ShoutingConverter : JsonConverter<string>
    {
        public override void WriteJson(JsonWriter writer, string? value, JsonSerializer serializer) => writer.WriteValue(value?.ToUpperInvariant());

        public override string? ReadJson(JsonReader reader, Type objectType, string? existingValue, bool hasExistingValue, JsonSerializer serializer) => (string?)reader.Value;
    }

    private sealed class NestingConverter : JsonConverter<SerializerTests.Line>
    {
        public override void WriteJson(JsonWriter writer, SerializerTests.Line? value, JsonSerializer serializer) => writer.WriteValue(Serializer.Serialize(value, Place));

        public override SerializerTests.Line? ReadJson(JsonReader reader, Type objectType, SerializerTests.Line? existingValue, bool hasExistingValue, JsonSerializer serializer) => null;
    }
}
