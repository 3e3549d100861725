using System.Reflection;

namespace DurableParallel.Conventions;

/// <summary>Writes a member's id as the compiler writes it into a documentation file.</summary>
internal static class DocumentationId
{
    public static string Of(Type type) => $"T:{Name(type)}";

    public static string Of(PropertyInfo property) => $"P:{Name(property.DeclaringType!)}.{property.Name}{Parameters(property.GetIndexParameters())}";

    public static string Of(MethodBase method)
    {
        var name = method.IsConstructor ? "#ctor" : method.Name;
        var arity = method.IsGenericMethod ? $"``{method.GetGenericArguments().Length}" : "";
        return $"M:{Name(method.DeclaringType!)}.{name}{arity}{Parameters(method.GetParameters())}";
    }

    private static string Name(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string Parameters(ParameterInfo[] parameters) =>
        parameters.Length == 0 ? "" : $"({string.Join(',', parameters.Select(parameter => Write(parameter.ParameterType)))})";

    private static string Write(Type type)
    {
        if (type.IsByRef)
        {
            return $"{Write(type.GetElementType()!)}@";
        }

        if (type.IsArray)
        {
            return $"{Write(type.GetElementType()!)}[]";
        }

        if (type.IsGenericParameter)
        {
            return $"{(type.DeclaringMethod is null ? "`" : "``")}{type.GenericParameterPosition}";
        }

        return type.IsGenericType
            ? $"{Name(type).Split('`')[0]}{{{string.Join(',', type.GetGenericArguments().Select(Write))}}}"
            : Name(type);
    }
}
