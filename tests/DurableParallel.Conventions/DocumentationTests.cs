using System.Reflection;
using System.Runtime.CompilerServices;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Conventions;

/// <summary>Public members say what they take, give back and throw, and options say their range and default.</summary>
public sealed class DocumentationTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // The language fixes what these are for.
    private static readonly HashSet<string> KnownByTheLanguage = new(StringComparer.Ordinal)
    {
        "GetAwaiter", "ConfigureAwait", "OnCompleted", "UnsafeOnCompleted", "GetResult", "Dispose", "DisposeAsync",
    };

    private static IEnumerable<string> AllPackages => Repository.Packages;

    [TestCaseSource(nameof(AllPackages))]
    public void PublicMethods_OfAPackage_SayWhatTheyReturn(string package)
    {
        var silent = Methods(package)
            .Where(method => method.ReturnType != typeof(void) && !Comment(method).Has("returns"))
            .Select(DocumentationId.Of);

        string.Join('\n', silent).Should().BeEmpty();
    }

    [TestCaseSource(nameof(AllPackages))]
    public void PublicMethods_OfAPackage_SayWhatTheyTake(string package)
    {
        var silent =
            from method in Methods(package)
            from parameter in method.GetParameters()
            where !Comment(method).Has("param", parameter.Name)
            select $"{DocumentationId.Of(method)}: {parameter.Name}";

        string.Join('\n', silent).Should().BeEmpty();
    }

    [TestCaseSource(nameof(AllPackages))]
    public void GenericMethodsAndTypes_OfAPackage_SayWhatTheirTypesAre(string package)
    {
        var ofMethods =
            from method in Methods(package)
            where method.IsGenericMethod
            from type in method.GetGenericArguments()
            where !Comment(method).Has("typeparam", type.Name)
            select $"{DocumentationId.Of(method)}: {type.Name}";
        var ofTypes =
            from declared in Packages.Load(package).GetExportedTypes()
            from type in declared.GetGenericArguments()
            where !DocumentationFile.Of(DocumentationId.Of(declared)).Has("typeparam", type.Name)
            select $"{DocumentationId.Of(declared)}: {type.Name}";

        string.Join('\n', ofMethods.Concat(ofTypes)).Should().BeEmpty();
    }

    [TestCaseSource(nameof(AllPackages))]
    public void PublicMethods_OfAPackage_SayWhatTheyThrow(string package)
    {
        var silent = Methods(package)
            .Where(method => Throws(method) && !Comment(method).Has("exception"))
            .Select(DocumentationId.Of);

        string.Join('\n', silent).Should().BeEmpty();
    }

    [TestCaseSource(nameof(AllPackages))]
    public void Options_OfAPackage_SayTheirValues(string package)
    {
        var silent = Packages.Load(package).GetExportedTypes()
            .Where(type => type.Name.Split('`')[0] is var name && (name.EndsWith("Options", StringComparison.Ordinal) || name.EndsWith("Config", StringComparison.Ordinal)))
            .SelectMany(type => type.GetProperties(Declared))
            .Where(property => property.SetMethod is { IsPublic: true } && !property.IsDefined(typeof(RequiredMemberAttribute)))
            .Select(DocumentationId.Of)
            .Where(id => !DocumentationFile.Of(id).Has("value"));

        string.Join('\n', silent).Should().BeEmpty("an option says its unit, range and default");
    }

    [TestCase("T:DurableParallel.NoSuchType", false)]
    [TestCase("T:DurableParallel.DurableContext", true)]
    [TestCase("M:DurableParallel.DurableContext.WhenAnyAsync(System.Collections.Generic.IReadOnlyList{System.Threading.Tasks.Task})", true)]
    [TestCase("M:DurableParallel.DurableContext.StepAsync``1(System.String,System.Func{System.Threading.Tasks.Task{``0}},DurableParallel.StepConfig)", true)]
    public void DocumentationFile_Ids_AreTheCompilers(string id, bool isThere) => DocumentationFile.Of(id).Has("summary").Should().Be(isThere);

    private static DocumentationFile Comment(MethodInfo method) => DocumentationFile.Of(DocumentationId.Of(method));

    private static IEnumerable<MethodInfo> Methods(string package) => Packages.Load(package).GetExportedTypes()
        .Where(type => !typeof(Delegate).IsAssignableFrom(type))
        .SelectMany(type => type.GetMethods(Declared))
        .Where(method => MemberText.IsOpen(method) && !method.IsSpecialName && !IsOfTheLanguage(method) && !Comment(method).InheritsByItself);

    private static bool IsOfTheLanguage(MethodInfo method) =>
        method.IsDefined(typeof(CompilerGeneratedAttribute))
        || method.IsDefined(typeof(ObsoleteAttribute))
        || method.GetBaseDefinition() != method
        || method.Name.StartsWith('<')
        || (method.Name == "Equals" && method.GetParameters().Length == 1)
        || KnownByTheLanguage.Contains(method.Name);

    /// <summary>Whether the method's own code throws or checks its arguments. Checks for null alone are said by the types.</summary>
    private static bool Throws(MethodInfo method)
    {
        var code = method.GetCustomAttribute<AsyncStateMachineAttribute>()?.StateMachineType.GetMethod("MoveNext", BindingFlags.NonPublic | BindingFlags.Instance) ?? method;
        return code.GetMethodBody() is { } body && InstructionReader.Members(code, body).Any(IsRefusal);
    }

    private static bool IsRefusal(MemberInfo member) => member switch
    {
        ConstructorInfo made => typeof(Exception).IsAssignableFrom(made.DeclaringType),
        MethodInfo { DeclaringType: { } type } called => called.Name != "ThrowIfNull"
            && ((called.Name.StartsWith("ThrowIf", StringComparison.Ordinal) && typeof(Exception).IsAssignableFrom(type)) || (type.Name == "Misuse" && called.Name is "Of" or "OfArgument")),
        _ => false,
    };
}
