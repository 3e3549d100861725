using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using Newtonsoft.Json;

namespace DurableParallel.Tests;

/// <summary>Which entry points need reflection, and say so to trimmed and ahead-of-time compiled applications.</summary>
public sealed class ReflectionEntryPointsTests
{
    [Test]
    public void EntryPoints_ThatNeedReflection_AreTheKnownOnesAndSayWhatToUseInstead()
    {
        var marked =
            from type in typeof(DurableFunction).Assembly.GetExportedTypes()
            from member in type.GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly).OfType<MethodBase>()
            where member.IsDefined(typeof(RequiresUnreferencedCodeAttribute)) || member.IsDefined(typeof(RequiresDynamicCodeAttribute))
            select member;

        marked.Should().OnlyContain(member =>
            member.GetCustomAttribute<RequiresUnreferencedCodeAttribute>()!.Message!.Contains("source-generated context")
            && member.GetCustomAttribute<RequiresDynamicCodeAttribute>()!.Message.Contains("source-generated context"));
        marked.Select(Describe).Should().BeEquivalentTo(
            "DurableFunction.Create(Func`3)",
            "DurableFunction.Create(String, Func`3)",
            "DurableFunction.Create(Func`3)",
            "DurableFunction.Create(Func`2)",
            "DurableFunction.Create(Func`2)",
            "DurableFunctionOptions..ctor()",
            "DurableSerializer.Newtonsoft()",
            $"DurableSerializer.Newtonsoft({nameof(JsonSerializerSettings)})",
            $"DurableSerializer.SystemTextJson({nameof(JsonSerializerOptions)})");
    }

    [Test]
    public void Package_Metadata_SaysThatItMayBeTrimmed() =>
        typeof(DurableFunction).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Should().Contain(item => item.Key == "IsTrimmable" && item.Value == "True");

    [Test]
    public void Options_WithoutASerializer_HaveTheDefaultAndRefuseNone()
    {
        new DurableFunctionOptions().Serializer.Should().BeSameAs(DurableSerializer.Newtonsoft());
        FluentActions.Invoking(() => new DurableFunctionOptions { Serializer = null! }).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => new DurableFunctionOptions(serializer: null!)).Should().Throw<ArgumentNullException>();
    }

    private static string Describe(MethodBase member) =>
        $"{member.DeclaringType!.Name}.{member.Name}({string.Join(", ", member.GetParameters().Select(parameter => parameter.ParameterType.Name))})";
}
