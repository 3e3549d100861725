using System.Text.Json;
using System.Text.Json.Serialization;
using DurableParallel.Errors;
using DurableParallel.Serialization;

namespace DurableParallel.Tests.Serialization;

public sealed class SerializerTests
{
    private static readonly SerializationContext Place = new("arn", "abc");

    private static readonly IDurableSerializer Newtonsoft = DurableSerializer.Newtonsoft();

    private static readonly IDurableSerializer SystemText = DurableSerializer.SystemTextJson(new JsonSerializerOptions());

    private static IEnumerable<IDurableSerializer> Both => [Newtonsoft, SystemText];

    [TestCaseSource(nameof(Both))]
    public void Deserialize_NoPayload_IsTheDefault(IDurableSerializer serializer)
    {
        serializer.Deserialize<string?>(payload: null, Place).Should().BeNull();
        serializer.Deserialize<int>(payload: null, Place).Should().Be(0);
        serializer.Deserialize<Order?>(payload: null, Place).Should().BeNull();
    }

    [TestCaseSource(nameof(Both))]
    public void Serialize_Record_ComesBackEqualWithNamesAsWritten(IDurableSerializer serializer)
    {
        var order = new Order("o-1", 3, new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.FromHours(2)), Note: null, [new Line("x", 1.5m)]);

        var payload = serializer.Serialize(order, Place);

        payload.Should().StartWith("""{"Id":"o-1","Count":3,"Placed":"2024-05-06T07:08:09+02:00","Note":null,"Lines":[{"Sku":"x","Price":1.5}]""");
        serializer.Deserialize<Order>(payload, Place).Should().BeEquivalentTo(order);
    }

    [TestCaseSource(nameof(Both))]
    public void Serialize_EnumsOfTheLibrary_AreTheTokens(IDurableSerializer serializer)
    {
        serializer.Serialize(CompletionReason.FailureToleranceExceeded, Place).Should().Be("\"FAILURE_TOLERANCE_EXCEEDED\"");
        serializer.Serialize(new Report(OperationType.ChainedInvoke, BranchStatus.Canceled), Place).Should().Be("""{"Type":"CHAINED_INVOKE","Status":"CANCELED"}""");
        serializer.Serialize(new Report(OperationType.Step, Status: null), Place).Should().Be("""{"Type":"STEP","Status":null}""");
        serializer.Deserialize<Report>("""{"Type":"CHAINED_INVOKE","Status":"CANCELED"}""", Place).Should().Be(new Report(OperationType.ChainedInvoke, BranchStatus.Canceled));
        serializer.Deserialize<Report>("""{"Type":"STEP","Status":null}""", Place).Should().Be(new Report(OperationType.Step, Status: null));
        serializer.Serialize(DayOfWeek.Friday, Place).Should().Be("5", "other enums are the user's");
    }

    [TestCaseSource(nameof(Both))]
    public void Deserialize_UnknownToken_IsRefusedWithTheKnownOnes(IDurableSerializer serializer)
    {
        foreach (var payload in new[] { "\"Succeeded\"", "2", "null", "{}" })
        {
            serializer.Invoking(s => s.Deserialize<BranchStatus>(payload, Place))
                .Should().Throw<DurableException>().WithMessage("*SUCCEEDED*").Which.Code.Should().Be("DP2003");
        }
    }

    [TestCaseSource(nameof(Both))]
    public void Deserialize_DeepNesting_IsRefused(IDurableSerializer serializer)
    {
        var deep = new string('[', 100_000) + new string(']', 100_000);

        serializer.Invoking(s => s.Deserialize<object>(deep, Place)).Should().Throw<DurableException>().Which.Code.Should().Be("DP2003");
        serializer.Invoking(s => s.Deserialize<object>(Nested(64), Place)).Should().NotThrow();
        serializer.Invoking(s => s.Deserialize<object>(Nested(65), Place)).Should().Throw<DurableException>();
    }

    [TestCaseSource(nameof(Both))]
    public void Serialize_DeepNesting_IsRefusedBeforeItIsOnRecord(IDurableSerializer serializer)
    {
        serializer.Invoking(s => s.Serialize(Chain(100_000), Place)).Should().Throw<DurableException>().Which.Code.Should().Be("DP2004");
        serializer.Deserialize<Node>(serializer.Serialize(Chain(60), Place), Place).Next.Should().NotBeNull();

        static Node Chain(int length)
        {
            var node = new Node(0, Next: null);
            for (var index = 0; index < length; index++)
            {
                node = new Node(index, node);
            }

            return node;
        }
    }

    [TestCaseSource(nameof(Both))]
    public void Deserialize_WrongPayload_NamesPlaceTypeAndCode(IDurableSerializer serializer)
    {
        foreach (var payload in new[] { string.Empty, "{", "\"x\"", "{} {}", "[1]", "{\"Count\":\"many\"}", "{\"Count\":99999999999}" })
        {
            serializer.Invoking(s => s.Deserialize<Order>(payload, Place))
                .Should().Throw<DurableException>($"of {payload}").WithMessage("*operation abc*Order*").Which.Code.Should().Be("DP2003");
        }

        serializer.Invoking(s => s.Deserialize<int>(string.Empty, new SerializationContext("arn", string.Empty))).Should().Throw<DurableException>().WithMessage("*of the execution*");
    }

    [TestCaseSource(nameof(Both))]
    public void Serialize_HalvesOfCharacters_BecomeTheReplacementAsInUtf8(IDurableSerializer serializer)
    {
        foreach (var text in new[] { "a\ud800b", "\udc00", "\ud83d\ude00\ud83d" })
        {
            var payload = serializer.Serialize(text, Place);

            LoneSurrogates.IsIn(payload).Should().BeFalse();
            serializer.Deserialize<string>(payload, Place).Should().Be(LoneSurrogates.Replace(text));
        }
    }

    [TestCaseSource(nameof(Both))]
    public void Serialize_WhatTheTypesOwnCodeThrows_IsToldByPlace(IDurableSerializer serializer)
    {
        serializer.Invoking(s => s.Serialize(new Refusing(), Place)).Should().Throw<DurableException>().WithMessage("*operation abc*").Which.Code.Should().Be("DP2004");
        serializer.Invoking(s => s.Deserialize<Refusing>("""{"Value":1}""", Place)).Should().Throw<DurableException>().WithMessage("*operation abc*").Which.Code.Should().Be("DP2003");
    }

    [TestCaseSource(nameof(Both))]
    public void Types_AreNeitherWrittenNorLoadedByName(IDurableSerializer serializer)
    {
        serializer.Invoking(s => s.Serialize(typeof(int), Place)).Should().Throw<DurableException>().Which.Code.Should().Be("DP2004");
        foreach (var payload in new[] { "\"System.Int32\"", "\"System.IO.FileInfo, System.Private.CoreLib\"" })
        {
            serializer.Invoking(s => s.Deserialize<Type>(payload, Place)).Should().Throw<DurableException>().Which.Code.Should().Be("DP2003");
        }
    }

    [Test]
    public void SystemTextJson_ContextGeneratedWithoutFields_RefusesValueTuples()
    {
        var serializer = DurableSerializer.SystemTextJson(TestJsonContext.Default);

        serializer.Invoking(s => s.Serialize((1, "x"), Place)).Should().Throw<DurableException>().WithMessage("*IncludeFields = true*").Which.Code.Should().Be("DP2004");
        serializer.Invoking(s => s.Deserialize<(int, string)>("{}", Place)).Should().Throw<DurableException>().Which.Code.Should().Be("DP2003");
    }

    [TestCase("1.5")]
    [TestCase("\"1\"")]
    [TestCase("1e5")]
    [TestCase("null")]
    public void SystemTextJson_WhatIsNoInteger_IsNoBigInteger(string payload) =>
        SystemText.Invoking(s => s.Deserialize<System.Numerics.BigInteger>(payload, Place)).Should().Throw<DurableException>().Which.Code.Should().Be("DP2003");

    [Test]
    public void SystemTextJson_IntegersOfManyDigits_AreRefusedBothWays()
    {
        SystemText.Invoking(s => s.Serialize(System.Numerics.BigInteger.Pow(10, 380), Place)).Should().Throw<DurableException>().Which.Code.Should().Be("DP2004");
        SystemText.Invoking(s => s.Deserialize<System.Numerics.BigInteger>(new string('1', 1_000_000), Place)).Should().Throw<DurableException>().Which.Code.Should().Be("DP2003");
        SystemText.Deserialize<System.Numerics.BigInteger>(new string('9', 380), Place).Should().Be(System.Numerics.BigInteger.Pow(10, 380) - 1);
    }

    [Test]
    public void SystemTextJson_NamesInAnotherCase_AreRead() => SystemText.Deserialize<Line>("""{"sku":"x","PRICE":2}""", Place).Should().Be(new Line("x", 2m));

    [Test]
    public void SystemTextJson_SourceGeneratedContext_KnowsItsTypesOnly()
    {
        var serializer = DurableSerializer.SystemTextJson(TestJsonContext.Default);

        serializer.Serialize(new Report(OperationType.Wait, BranchStatus.Failed), Place).Should().Be("""{"Type":"WAIT","Status":"FAILED"}""");
        serializer.Deserialize<Report>("""{"type":"WAIT","status":"FAILED"}""", Place).Should().Be(new Report(OperationType.Wait, BranchStatus.Failed));
        serializer.Invoking(s => s.Serialize(new Order("o", 1, default, Note: null, []), Place)).Should().Throw<DurableException>().WithMessage("*Order*");
    }

    [Test]
    public void SystemTextJson_OptionsGiven_AreCopied()
    {
        var options = new JsonSerializerOptions();

        var serializer = DurableSerializer.SystemTextJson(options);
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;

        serializer.Serialize(new Line("x", 1m), Place).Should().Be("""{"Sku":"x","Price":1}""");
        options.Converters.Should().BeEmpty();
    }

    [Test]
    public void For_ItsType_CallsTheFunctions()
    {
        var serializer = DurableSerializer.For<int[]>(value => string.Join(',', value), payload => payload is null ? [] : [.. payload.Split(',').Select(int.Parse)]);

        serializer.Serialize<int[]>([1, 2], Place).Should().Be("1,2");
        serializer.Deserialize<int[]>("1,2", Place).Should().Equal(1, 2);
        serializer.Deserialize<int[]>(payload: null, Place).Should().BeEmpty();
    }

    [Test]
    public void For_AnotherType_IsRefusedNamingBoth()
    {
        var serializer = DurableSerializer.For<string>(value => value, payload => payload!);

        serializer.Invoking(s => s.Serialize(1, Place)).Should().Throw<InvalidOperationException>().WithMessage("*System.String*System.Int32*");
        serializer.Invoking(s => s.Deserialize<Line>("x", Place)).Should().Throw<InvalidOperationException>().WithMessage("*System.String*Line*");
    }

    [Test]
    public void WireEnums_EveryPublicEnumOfTheLibrary_IsListed()
    {
        var enums = typeof(DurableSerializer).Assembly.GetExportedTypes().Where(type => type.IsEnum);

        WireEnums.Items.Select(item => item.Type).Should().BeEquivalentTo(enums);
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    public sealed record Order(string Id, int Count, DateTimeOffset Placed, string? Note, IReadOnlyList<Line> Lines);

    public sealed record Line(string Sku, decimal Price);

    public sealed record Report(OperationType Type, BranchStatus? Status);

    public sealed class Refusing
    {
        public int Value
        {
            get => throw new InvalidOperationException("no value");
            set => throw new InvalidOperationException($"no {value}");
        }
    }

    public sealed record Node(int Height, Node? Next);
}

[JsonSerializable(typeof(SerializerTests.Report))]
[JsonSerializable(typeof((int, string)))]
internal sealed partial class TestJsonContext : JsonSerializerContext;
