using System.Reflection;
using System.Runtime.CompilerServices;

namespace DurableParallel.Conventions;

/// <summary>Writes what an assembly promises to its users, a member a line, always in the same order.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Lines(Assembly assembly) =>
        assembly.GetExportedTypes().OrderBy(TypeNames.Write, StringComparer.Ordinal).SelectMany(LinesOf);

    public static IEnumerable<string> LinesOf(Type type)
    {
        var members = type.IsEnum
            ? type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"{field.Name} = {field.GetRawConstantValue()}")
            : typeof(Delegate).IsAssignableFrom(type) && type.IsSealed
                ? [MemberText.Method(type.GetMethod("Invoke")!)]
                : type.GetMembers(Declared).Where(IsPromised).Select(MemberText.Write).Where(text => text.Length > 0);
        var name = TypeNames.Write(type);
        return members
            .Select(member => $"  {name}.{member}")
            .Order(StringComparer.Ordinal)
            .Prepend(Heading(type));
    }

    private static bool IsPromised(MemberInfo member) => member switch
    {
        _ when member.Name.Contains('<', StringComparison.Ordinal) || IsOfEveryRecord(member) => false,
        Type => false,
        FieldInfo field => IsOpen(field.Attributes & FieldAttributes.FieldAccessMask),
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(MemberText.IsOpen),
        EventInfo happening => MemberText.IsOpen(happening.AddMethod!),
        MethodBase method => MemberText.IsOpen(method) && !(method.IsSpecialName && method is MethodInfo && !method.Name.StartsWith("op_", StringComparison.Ordinal)),
        _ => false,
    };

    private static bool IsOfEveryRecord(MemberInfo member) =>
        member.Name == "EqualityContract" || (member is MethodBase && member.IsDefined(typeof(CompilerGeneratedAttribute)));

    private static bool IsOpen(FieldAttributes access) =>
        access is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;

    private static string Heading(Type type)
    {
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var parents = type.GetInterfaces()
            .Except(inherited)
            .Where(parent => parent.IsVisible && !type.IsEnum)
            .Select(TypeNames.Write)
            .Order(StringComparer.Ordinal);
        if (type.BaseType is { } parent && parent != typeof(object) && !type.IsValueType)
        {
            parents = parents.Prepend(TypeNames.Write(parent)).Order(Comparer<string>.Create((_, _) => 0));
        }

        var list = string.Join(", ", parents);
        return $"{Kind(type)} {TypeNames.Write(type)}{(list.Length > 0 ? $" : {list}" : "")}{TypeNames.Constraints(type.GetGenericArguments())}";
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly struct" : "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => typeof(Delegate).IsAssignableFrom(type) ? "delegate" : "sealed class",
        _ => "class",
    };
}
