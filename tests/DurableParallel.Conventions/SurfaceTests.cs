using System.Reflection;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Conventions;

/// <summary>One name and one order for one thing, in the public members of all packages.</summary>
public sealed class SurfaceTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // What clocks show, filters that stand for a range, and a time that is asked for.
    private static readonly string[] OtherMoments = ["UtcNow", "NextDue", "StartedAfter", "StartedBefore", "EndedAfter", "EndedBefore", "StartAt"];

    private static IEnumerable<Type> Types => Repository.Packages.SelectMany(package => Packages.Load(package).GetExportedTypes());

    private static IEnumerable<MethodInfo> Methods => Types
        .Where(static type => !typeof(Delegate).IsAssignableFrom(type))
        .SelectMany(static type => type.GetMethods(Declared))
        .Where(static method => !method.IsSpecialName);

    [Test]
    public void Methods_Configuration_IsLastButForTheToken()
    {
        var misplaced =
            from method in Methods
            let others = method.GetParameters().SkipWhile(static parameter => !IsConfiguration(parameter.ParameterType)).Skip(1)
            where others.Any(static other => other.ParameterType != typeof(CancellationToken))
            select DocumentationId.Of(method);

        string.Join('\n', misplaced).Should().BeEmpty("what can be left out stands behind what cannot");
    }

    [Test]
    public void Methods_Token_IsLastAndHasTheUsualName()
    {
        var misplaced =
            from method in Methods
            from parameter in method.GetParameters()
            where parameter.ParameterType == typeof(CancellationToken)
            where parameter.Position != method.GetParameters().Length - 1 || parameter.Name != "cancellationToken"
            select DocumentationId.Of(method);

        string.Join('\n', misplaced).Should().BeEmpty();
    }

    [Test]
    public void Methods_OfTheEngineThatWait_TakeAToken()
    {
        string[] engine = ["DurableEngine", "IDurableEngine", "ExecutionHandle"];

        var deaf =
            from method in Methods
            where engine.Contains(method.DeclaringType!.Name, StringComparer.Ordinal)
            where typeof(Task).IsAssignableFrom(method.ReturnType)
            where method.GetParameters() is not [.., { ParameterType: var last }] || last != typeof(CancellationToken)
            select DocumentationId.Of(method);

        string.Join('\n', deaf).Should().BeEmpty();
    }

    [Test]
    public void Members_Moments_AreTimestamps()
    {
        var others =
            from type in Types
            from property in type.GetProperties(Declared)
            where (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == typeof(DateTimeOffset)
            where !property.Name.EndsWith("Timestamp", StringComparison.Ordinal) && !OtherMoments.Contains(property.Name, StringComparer.Ordinal)
            select DocumentationId.Of(property);

        string.Join('\n', others).Should().BeEmpty();
    }

    [Test]
    public void Members_Names_AreSpeltAsDotNetSpellsThem()
    {
        var british =
            from type in Types
            from member in type.GetMembers(Declared)
            where member.Name.Contains("Cancelled", StringComparison.OrdinalIgnoreCase)
            select $"{type.FullName}.{member.Name}";

        british.Should().BeEmpty();
    }

    private static bool IsConfiguration(Type type) =>
        type.Name.Split('`')[0] is var name && (name.EndsWith("Options", StringComparison.Ordinal) || name.EndsWith("Config", StringComparison.Ordinal));
}
