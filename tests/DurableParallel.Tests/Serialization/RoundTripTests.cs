using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Newtonsoft.Json.Linq;

namespace DurableParallel.Tests.Serialization;

/// <summary>What is written comes back as it was, or is refused when it is written.</summary>
public sealed class RoundTripTests
{
    private static readonly SerializationContext Place = new("arn", "abc");

    private static readonly IDurableSerializer[] Serializers =
    [
        DurableSerializer.Newtonsoft(),
        DurableSerializer.Newtonsoft(new Newtonsoft.Json.JsonSerializerSettings { DateParseHandling = Newtonsoft.Json.DateParseHandling.None }),
        DurableSerializer.SystemTextJson(new JsonSerializerOptions()),
    ];

    [Flags]
    public enum Rights : ulong
    {
        None = 0,
        Read = 1,
        Admin = 1UL << 63,
    }

    [Flags]
    public enum Days : sbyte
    {
        Monday = 1,
        Never = -128,
    }

    private static IEnumerable<TestCaseData> Equal =>
        from serializer in Serializers
        from item in Values().Concat(Members()).Concat(Collections())
        select new TestCaseData(serializer, item).SetArgDisplayNames(NameOf(serializer), item.ToString()!);

    [TestCaseSource(nameof(Equal))]
    public void Value_WrittenAndRead_IsTheSame(IDurableSerializer serializer, RoundTripCase item) => item.Differs(serializer).Should().BeNull();

    [TestCaseSource(nameof(Serializers))]
    public void ReadOnlyMembers_WithOtherItemsThanTheInitialOnes_AreReplaced(IDurableSerializer serializer)
    {
        var value = new ReadOnlyMembers();
        value.Tags.Clear();
        value.Counts.Clear();
        value.Counts["b"] = 2;

        var read = serializer.Deserialize<ReadOnlyMembers>(serializer.Serialize(value, Place), Place);

        read.Tags.Should().BeEmpty();
        read.Counts.Should().Equal(new Dictionary<string, int> { ["b"] = 2 });
    }

    [TestCaseSource(nameof(Serializers))]
    public void InitialObjectThatIsShared_IsNotChangedByReading(IDurableSerializer serializer)
    {
        serializer.Deserialize<Settings>("""{"Limits":{"Most":5}}""", Place).Limits.Most.Should().Be(5);

        Limits.Default.Most.Should().Be(1);
    }

    [Test]
    public void Newtonsoft_ComparerOfAnInitialDictionary_IsKept()
    {
        var read = Serializers[0].Deserialize<Headers>("""{"Values":{"a":"1"},"Names":["x"]}""", Place);

        read.Values.Should().ContainKey("A");
        read.Names.Contains("X").Should().BeTrue();
    }

    [TestCaseSource(nameof(Serializers))]
    public void TypesWithoutSetters_ComeBackOrAreRefused(IDurableSerializer serializer)
    {
        ComesBackOrIsRefused(serializer, RoundTripCase.Of("memory", new ReadOnlyMemory<byte>([0, 255, 1]), static value => value.ToArray()));
        ComesBackOrIsRefused(serializer, RoundTripCase.Of("complex", new Complex(1.5, -2)));
        ComesBackOrIsRefused(serializer, RoundTripCase.Of("derived as its base", (Figure)new Circle(1, "x"), static value => value.Size));

        static void ComesBackOrIsRefused(IDurableSerializer serializer, RoundTripCase item)
        {
            try
            {
                item.Differs(serializer).Should().BeNull();
            }
            catch (DurableException refused)
            {
                refused.Code.Should().Be("DP2004");
            }
        }
    }

    [Test]
    public void Newtonsoft_DerivedObjectDeclaredAsItsBase_IsRefusedWhereItWouldLoseSomething()
    {
        Serializers[0].Invoking(s => s.Serialize(new Holder<Figure>(new Circle(1, "red")), Place))
            .Should().Throw<DurableException>().WithMessage("*'$.Value.Color'*").Which.Code.Should().Be("DP2004");
        Serializers[0].Serialize(new Circle(1, "red"), Place).Should().Contain("red");
    }

    private static IEnumerable<TestCaseData> Refused =>
        from serializer in Serializers
        from item in Unreadable()
        select new TestCaseData(serializer, item.Write, item.Part).SetArgDisplayNames(NameOf(serializer), item.Name);

    [TestCaseSource(nameof(Refused))]
    public void Value_ThatWouldNotComeBack_IsRefusedWhenItIsWritten(IDurableSerializer serializer, Action<IDurableSerializer> write, string part)
    {
        var refused = serializer.Invoking(write).Should().Throw<DurableException>().Which;

        refused.Code.Should().Be("DP2004");
        refused.Message.Should().Contain("operation abc").And.Contain(part);
    }

    private static IEnumerable<(string Name, Action<IDurableSerializer> Write, string Part)> Unreadable()
    {
        yield return ("BigInteger", s => s.Serialize(BigInteger.Pow(10, 400), Place), "BigInteger");
        yield return ("BigInteger member", s => s.Serialize(new Holder<BigInteger>(BigInteger.Pow(10, 400)), Place), "Value");
        yield return ("BigInteger in an object", s => s.Serialize(new Holder<object>(BigInteger.Pow(10, 400)), Place), "Value");
        yield return ("interface", s => s.Serialize(new Holder<IShape>(new Square(1)), Place), "IShape");
        yield return ("abstract", s => s.Serialize(new Holder<Shape>(new Square(1)), Place), "Shape");
        yield return ("abstract item", s => s.Serialize(new List<Shape> { new Square(1) }, Place), "Shape");
        yield return ("stack", s => s.Serialize(new Stack<int>([1, 2]), Place), "Stack");
        yield return ("member without a setter", s => s.Serialize(new Lost(5), Place), "Kept");
        yield return ("record as a key", s => s.Serialize(new Dictionary<Point, int> { [new Point(1, 2)] = 1 }, Place), "Point");
    }

    private static IEnumerable<RoundTripCase> Values()
    {
        foreach (var kind in new[] { DateTimeKind.Utc, DateTimeKind.Local, DateTimeKind.Unspecified })
        {
            yield return RoundTripCase.Of($"DateTime {kind}", new DateTime(638000000001234567, kind), static value => (value, value.Kind));
        }

        yield return RoundTripCase.Of("DateTime min", DateTime.MinValue, static value => (value, value.Kind));
        yield return RoundTripCase.Of("DateTime max", DateTime.MaxValue, static value => (value, value.Kind));
        yield return RoundTripCase.Of("DateTimeOffset", new DateTimeOffset(638000000001234567, TimeSpan.FromMinutes(-570)), static value => (value, value.Offset));
        yield return RoundTripCase.Of("DateOnly", new DateOnly(2024, 2, 29));
        yield return RoundTripCase.Of("TimeOnly", new TimeOnly(23, 59, 59, 999, 999));
        foreach (var span in new[] { TimeSpan.Zero, TimeSpan.MinValue, TimeSpan.MaxValue, new TimeSpan(1) })
        {
            yield return RoundTripCase.Of($"TimeSpan {span}", span);
        }

        foreach (var number in new[] { 0.1, 1e300, -0.0, double.Epsilon, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            yield return RoundTripCase.Of($"double {number}", number, static value => BitConverter.DoubleToInt64Bits(value));
            yield return RoundTripCase.Of($"nullable double {number}", (double?)number, static value => BitConverter.DoubleToInt64Bits(value!.Value));
        }

        foreach (var number in new[] { 0.1f, float.Epsilon, float.MaxValue, float.NaN, float.PositiveInfinity })
        {
            yield return RoundTripCase.Of($"float {number}", number, static value => BitConverter.SingleToInt32Bits(value));
        }

        foreach (var number in new[] { 1.50m, 0.0000000000000000000000000001m, decimal.MaxValue, decimal.MinValue, 100m })
        {
            yield return RoundTripCase.Of($"decimal {number}", number, static value => value.ToString(CultureInfo.InvariantCulture));
        }

        yield return RoundTripCase.Of("Half", (Half)1.5f);
        yield return RoundTripCase.Of("Int128", Int128.MinValue);
        yield return RoundTripCase.Of("UInt128", UInt128.MaxValue);
        yield return RoundTripCase.Of("ulong", ulong.MaxValue);
        yield return RoundTripCase.Of("long", long.MinValue);
        yield return RoundTripCase.Of("BigInteger", BigInteger.Pow(10, 379));
        yield return RoundTripCase.Of("enum over ulong", Rights.Read | Rights.Admin);
        yield return RoundTripCase.Of("nullable enum over ulong", (Rights?)Rights.Admin);
        yield return RoundTripCase.Of("enum over sbyte", Days.Monday | Days.Never);
        yield return RoundTripCase.Of("enum without a name", (DayOfWeek)77);
        yield return RoundTripCase.Of("char", '\0');
        yield return RoundTripCase.Of("char quote", '"');
        yield return RoundTripCase.Of("bytes", new byte[] { 0, 255, 1 });
        yield return RoundTripCase.Of("Uri", new Uri("https://example.org/a%20b?c=d#e"), static value => value.OriginalString);
        yield return RoundTripCase.Of("relative Uri", new Uri("a/b", UriKind.Relative), static value => value.OriginalString);
        yield return RoundTripCase.Of("Version", new Version(1, 2, 3, 4));
        yield return RoundTripCase.Of("Guid", Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"));
        yield return RoundTripCase.Of("null", (int?)null);
        yield return RoundTripCase.Of("Tuple", Tuple.Create(1, "x", 1.50m));
        yield return RoundTripCase.Of("value tuple", (1, "x", new DateTime(1, DateTimeKind.Utc)));
        yield return RoundTripCase.Of("value tuple of nine", (1, 2, 3, 4, 5, 6, 7, 8, 9));
        yield return RoundTripCase.Of("pair", KeyValuePair.Create("k", 1));
        yield return RoundTripCase.Of("text", "\u2028\u0000 </script> 😀 2024-01-01T00:00:00Z");
    }

    private static IEnumerable<RoundTripCase> Members()
    {
        yield return RoundTripCase.Of("initialised members", new Initialised(), static value => value.ToString());
        yield return RoundTripCase.Of("read-only members", new ReadOnlyMembers(), static value => value.ToString());
        yield return RoundTripCase.Of("init-only members", new InitOnly { Name = "x", Tags = ["y"] }, static value => $"{value.Name} {string.Join(",", value.Tags)}");
        yield return RoundTripCase.Of("defaults of a constructor", new Defaulted(Name: ""), static value => value);
        yield return RoundTripCase.Of("default value", new WithDefaultValue { Count = 0 }, static value => value.Count);
        yield return RoundTripCase.Of("computed member", new Computed(2, 3), static value => value);
        yield return RoundTripCase.Of("object", new Holder<object>(12L), static value => $"{value.Value}");
        yield return RoundTripCase.Of("JToken", new Holder<JToken>(JToken.Parse("""{"a":[1,null,"2024-01-01T00:00:00Z"]}""")), static value => value.Value.ToString());
        yield return RoundTripCase.Of("JsonElement", new Holder<JsonElement>(JsonDocument.Parse("""{"a":[1,null]}""").RootElement), static value => value.Value.GetRawText());
        yield return RoundTripCase.Of("JsonNode", new Holder<JsonNode>(JsonNode.Parse("""{"a":[1,null]}""")!), static value => value.Value.ToJsonString());
        yield return RoundTripCase.Of("derived, as it is declared", new Circle(1, "x"), static value => value);
    }

    private static IEnumerable<RoundTripCase> Collections()
    {
        yield return RoundTripCase.Of("list", new List<decimal> { 1.50m, 2m });
        yield return RoundTripCase.Of("array", new[] { 1, 2 });
        yield return RoundTripCase.Of("array of arrays", new[] { new[] { 1 }, [] }, static value => value.SelectMany(static row => row.Append(-1)));
        yield return RoundTripCase.Of("queue", new Queue<int>([1, 2]));
        yield return RoundTripCase.Of("set", new HashSet<string> { "b", "a" });
        yield return RoundTripCase.Of("sorted set", new SortedSet<int> { 2, 1 });
        yield return RoundTripCase.Of("linked list", new LinkedList<int>([1, 2]));
        yield return RoundTripCase.Of("read-only list", (IReadOnlyList<int>)[1, 2]);
        yield return RoundTripCase.Of("enumerable", Enumerable.Range(1, 3));
        yield return RoundTripCase.Of("read-only collection", new Collection<int> { 1 });
        yield return RoundTripCase.Of("immutable array", ImmutableArray.Create(1, 2));
        yield return RoundTripCase.Of("immutable list", ImmutableList.Create(1, 2));
        yield return RoundTripCase.Of("immutable set", ImmutableHashSet.Create("a"));
        yield return RoundTripCase.Of("immutable dictionary", ImmutableDictionary<string, int>.Empty.Add("a", 1));
        yield return RoundTripCase.Of("immutable sorted dictionary", ImmutableSortedDictionary<int, int>.Empty.Add(1, 2));
        yield return RoundTripCase.Of("concurrent dictionary", new ConcurrentDictionary<string, int> { ["a"] = 1 });
        yield return RoundTripCase.Of("concurrent queue", new ConcurrentQueue<int>([1, 2]));
        yield return RoundTripCase.Of("dictionary by int", new Dictionary<int, string> { [-1] = "a" });
        yield return RoundTripCase.Of("dictionary by Guid", new Dictionary<Guid, string> { [Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")] = "a" });
        yield return RoundTripCase.Of("dictionary by enum", new Dictionary<DayOfWeek, string> { [DayOfWeek.Friday] = "a", [(DayOfWeek)77] = "b" });
        yield return RoundTripCase.Of("dictionary by flags", new Dictionary<Rights, string> { [Rights.Read | Rights.Admin] = "a" });
        yield return RoundTripCase.Of("dictionary by DateTimeOffset", new Dictionary<DateTimeOffset, string> { [new DateTimeOffset(638000000001234567, TimeSpan.FromHours(2))] = "a" });
        yield return RoundTripCase.Of("dictionary by DateTime", new Dictionary<DateTime, string> { [new DateTime(638000000001234567, DateTimeKind.Utc)] = "a" }, static value => value.Keys.Select(static key => (key, key.Kind)));
        yield return RoundTripCase.Of("dictionary by double", new Dictionary<double, string> { [0.1] = "a" });
        yield return RoundTripCase.Of("dictionary by decimal", new Dictionary<decimal, string> { [1.5m] = "a" });
        yield return RoundTripCase.Of("dictionary by DateOnly", new Dictionary<DateOnly, string> { [new DateOnly(2024, 2, 29)] = "a" });
        yield return RoundTripCase.Of("dictionary by TimeSpan", new Dictionary<TimeSpan, string> { [TimeSpan.FromHours(25)] = "a" });
        yield return RoundTripCase.Of("dictionary by bool", new Dictionary<bool, string> { [true] = "a" });
        yield return RoundTripCase.Of("dictionary by char", new Dictionary<char, string> { ['"'] = "a" });
        yield return RoundTripCase.Of("dictionary by Uri", new Dictionary<Uri, string> { [new Uri("https://example.org/")] = "a" });
        yield return RoundTripCase.Of("dictionary of lists", new Dictionary<string, List<int>> { ["a"] = [1] }, static value => value["a"]);
    }

    private static string NameOf(IDurableSerializer serializer) =>
        $"{serializer.GetType().Name} {Array.IndexOf(Serializers, serializer)}";

    public interface IShape;

    public abstract record Shape(string Name);

    public sealed record Square(int Side) : Shape("square"), IShape;

    public record Figure(int Size);

    public sealed record Circle(int Size, string Color) : Figure(Size);

    public sealed record Point(int X, int Y);

    public sealed record Holder<T>(T Value);

    public sealed record Defaulted(string Name = "n", int Count = 3, bool Flag = true);

    public sealed record Computed(int X, int Y)
    {
        public int Sum => X + Y;
    }

    public sealed class Lost
    {
        public Lost()
        {
        }

        public Lost(int kept) => Kept = kept;

        public int Kept { get; private set; }
    }

    public sealed class Limits
    {
        public static Limits Default { get; } = new();

        public int Most { get; set; } = 1;
    }

    public sealed class Settings
    {
        public Limits Limits { get; set; } = Limits.Default;
    }

    public sealed class Headers
    {
        public Dictionary<string, string> Values { get; set; } = new(StringComparer.OrdinalIgnoreCase);

        public ISet<string> Names { get; set; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
    }

    public sealed class WithDefaultValue
    {
        [System.ComponentModel.DefaultValue(7)]
        public int Count { get; set; } = 7;
    }

    public sealed class InitOnly
    {
        public string Name { get; init; } = "initial";

        public List<string> Tags { get; init; } = ["initial"];
    }

    public sealed class Initialised
    {
        public List<string> Tags { get; set; } = ["new"];

        public IList<int> Numbers { get; set; } = [1, 2];

        public Dictionary<string, int> Counts { get; set; } = new() { ["a"] = 1 };

        public HashSet<string> Names { get; set; } = ["a"];

        public string[] Array { get; set; } = ["x"];

        public Collection<int> Others { get; set; } = [3];

        public override string ToString() =>
            $"{string.Join(",", Tags)} {string.Join(",", Numbers)} {string.Join(",", Counts)} {string.Join(",", Names)} {string.Join(",", Array)} {string.Join(",", Others)}";
    }

    public sealed class ReadOnlyMembers
    {
        public List<string> Tags { get; } = ["new"];

        public IDictionary<string, int> Counts { get; } = new Dictionary<string, int> { ["a"] = 1 };

        public HashSet<string> Names { get; } = ["a"];

        public override string ToString() => $"{string.Join(",", Tags)} {string.Join(",", Counts)} {string.Join(",", Names)}";
    }
}
