using DurableParallel.Serialization;

namespace DurableParallel.Tests.Serialization;

public sealed class JsonValuesTests
{
    [TestCase("1", "1.0")]
    [TestCase("100", "1e2")]
    [TestCase("100", "1E+2")]
    [TestCase("-0.5", "-5e-1")]
    [TestCase("0", "-0.00e7")]
    [TestCase("123456789012345678901234567890", "12345678901234567890123456789e1")]
    [TestCase("\"\\u0061\"", "\"a\"")]
    [TestCase("{\"a\":1,\"b\":[null,true]}", " { \"b\" : [ null , true ] , \"a\" : 1.0 } ")]
    public void TextsThatSayTheSame_AreTheSame(string left, string right)
    {
        JsonValues.SayTheSame(left, right).Should().BeTrue();
        JsonValues.SayTheSame(right, left).Should().BeTrue();
    }

    [TestCase("1", "2", "$")]
    [TestCase("1", "\"1\"", "$")]
    [TestCase("1", "-1", "$")]
    [TestCase("10", "100", "$")]
    [TestCase("1.01", "1.1", "$")]
    [TestCase("0.1", "0.10000000000000000000000000001", "$")]
    [TestCase("true", "false", "$")]
    [TestCase("null", "{}", "$")]
    [TestCase("\"a\"", "\"A\"", "$")]
    [TestCase("{\"a\":1}", "{\"a\":1,\"b\":null}", "$.b")]
    [TestCase("{\"a\":{\"b\":[1,2]}}", "{\"a\":{\"b\":[1,3]}}", "$.a.b[1]")]
    [TestCase("[1,2]", "[2,1]", "$[0]")]
    [TestCase("[1]", "[1,1]", "$")]
    public void TextsThatSayOtherThings_DifferAtThePlace(string left, string right, string path)
    {
        JsonValues.FirstDifference(left, right).Should().Be(path);
        JsonValues.FirstDifference(right, left).Should().Be(path);
    }

    [TestCase("{\"a\":1,\"a\":2}", "{\"a\":1}")]
    [TestCase("{\"a\":1,\"a\":2}", "{\"a\":2,\"a\":1}")]
    [TestCase("{", "{}")]
    [TestCase("no json", "other")]
    public void TextsOfWhichItIsNotKnown_AreNotTheSame(string left, string right)
    {
        JsonValues.SayTheSame(left, right).Should().BeFalse();
        JsonValues.SayTheSame(right, left).Should().BeFalse();
    }
}
