using DurableParallel.Records;

namespace DurableParallel.Tests.Records;

/// <summary>The paths of records; those of running code are in the contract suite, on every host.</summary>
public sealed class OperationPathTests
{
    private static readonly OperationId Scope = new(null, 2);
    private static readonly OperationId Branch = new(Scope, 1);
    private static readonly OperationId Step = new(Branch, 3);

    [Test]
    public void Of_ARecord_IsTheNamesFromTheFunctionDown() =>
        OperationPath.Of(Step, Names((Scope, "checks"), (Branch, "validate"), (Step, "rules"))).Should().Be("checks/validate/rules");

    [Test]
    public void Of_WhatHasNoName_IsItsNumber() => OperationPath.Of(Step, Names((Branch, "validate"))).Should().Be("#2/validate/#3");

    [TestCase("a/b", @"checks/a\/b")]
    [TestCase(@"a\b", @"checks/a\\b")]
    [TestCase(@"a\/b", @"checks/a\\\/b")]
    [TestCase("#1", @"checks/\#1")]
    [TestCase("a#1", "checks/a#1")]
    public void Of_ANameThatLooksLikeAPath_IsToldFromOne(string name, string path)
    {
        OperationPath.Of(Branch, Names((Scope, "checks"), (Branch, name))).Should().Be(path);
        OperationPath.Below("checks", Branch, name).Should().Be(path);
    }

    [Test]
    public void Describe_ANameWithASlash_NeedsNoPathWhereItSaysItAll() =>
        OperationPath.Describe(OperationSubTypes.Step, "a/b", @"a\/b").Should().Be("the step 'a/b'");

    [Test]
    public void Of_ReservedIds_IsTheirLetter()
    {
        OperationPath.Of(OperationId.DeadlineOf(Scope), Names((Scope, "checks"))).Should().Be("checks/#t");
        OperationPath.Of(OperationId.CompensationOf(Scope), Names()).Should().Be("#2/#c");
    }

    [Test]
    public void Below_APath_AddsTheNameOrTheNumber()
    {
        OperationPath.Below("checks", Branch, "validate").Should().Be("checks/validate");
        OperationPath.Below("checks", Branch, name: null).Should().Be("checks/#1");
    }

    [Test]
    public void Describe_WhereTheNameSaysItAll_HasNoPath()
    {
        OperationPath.Describe(OperationSubTypes.Step, "rules", "rules").Should().Be("the step 'rules'");
        OperationPath.Describe(OperationSubTypes.Step, "rules", path: null).Should().Be("the step 'rules'");
        OperationPath.Describe(OperationSubTypes.Step, "rules", "checks/rules").Should().Be("the step 'rules' at 'checks/rules'");
        OperationPath.Describe(OperationSubTypes.Step, name: null, "checks/#1").Should().Be("the step without a name at 'checks/#1'");
    }

    [Test]
    public void Of_AVeryDeepPlace_DoesNotOverflowTheStack()
    {
        OperationId? deep = null;
        for (var i = 0; i < 20_000; i++)
        {
            deep = new OperationId(deep, 1);
        }

        OperationPath.Of(deep!, static _ => "n").Should().HaveLength(39_999);
    }

    private static Func<OperationId, string?> Names(params (OperationId Id, string Name)[] names) =>
        id => Array.Find(names, known => known.Id.Equals(id)).Name;
}
