using DurableParallel.Records;

namespace DurableParallel.Tests.Records;

[TestFixture]
internal sealed class FunctionReferenceTests
{
    [TestCase("stock", "stock", null)]
    [TestCase("stock:3", "stock", 3)]
    [TestCase("stock:prod", "stock", null)]
    [TestCase("stock:$LATEST", "stock", null)]
    [TestCase("stock:99999999999", "stock", null)]
    [TestCase("stock:-1", "stock", null)]
    [TestCase("function:4", "function", 4)]
    [TestCase("123456789012:function:stock", "stock", null)]
    [TestCase("123456789012:function:stock:4", "stock", 4)]
    [TestCase("arn:aws:lambda:eu-west-1:123456789012:function:stock", "stock", null)]
    [TestCase("arn:aws:lambda:eu-west-1:123456789012:function:stock:4", "stock", 4)]
    [TestCase("arn:aws:lambda:eu-west-1:123456789012:function:function:4", "function", 4)]
    [TestCase("a:b:c", "a:b:c", null)]
    [TestCase("a:function", "a", null)]
    [TestCase(":::", ":::", null)]
    public void Parse_AnyForm_FindsNameAndVersion(string text, string name, int? version) =>
        FunctionReference.Parse(text).Should().Be(new FunctionReference(name, version));

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("ümlaut")]
    [TestCase("a\tb")]
    public void Check_WhatIsNoName_IsRefused(string text) =>
        FluentActions.Invoking(() => FunctionReference.Check(text)).Should().Throw<ArgumentException>();

    [Test]
    public void Check_TheLongest_IsAcceptedAndOneMoreRefused()
    {
        FunctionReference.Check(new string('f', FunctionReference.MaxLength));

        FluentActions.Invoking(() => FunctionReference.Check(new string('f', FunctionReference.MaxLength + 1))).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => FunctionReference.Check(null!)).Should().Throw<ArgumentNullException>();
    }
}
