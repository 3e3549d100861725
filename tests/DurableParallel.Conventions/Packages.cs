using System.Reflection;
using System.Runtime.CompilerServices;

namespace DurableParallel.Conventions;

/// <summary>The packages' assemblies, loaded by their names so that no public type is needed to find them.</summary>
internal static class Packages
{
    public const string Core = "DurableParallel";

    public const string Engine = "DurableParallel.Engine";

    public const string Tool = "DurableParallel.Cli";

    /// <summary>The assembly of a package. That of the tool has the name of its command.</summary>
    public static Assembly Load(string package) => Assembly.Load(package == Tool ? "dpar" : package);

    /// <summary>The types that people wrote, as opposed to the compiler.</summary>
    public static IEnumerable<Type> WrittenTypes(string package) => Load(package).GetTypes().Where(type => !IsGenerated(type));

    private static bool IsGenerated(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || type.Name.Contains('<', StringComparison.Ordinal)
        || (type.DeclaringType is { } outer && IsGenerated(outer));
}
