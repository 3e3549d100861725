using System.Reflection;

namespace DurableParallel.Conventions;

/// <summary>Writes types as C# does.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(short)] = "short",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    public static string Simple(Type type) => type.Name.Split('`')[0];

    public static string Write(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        if (type.HasElementType)
        {
            return type.IsArray ? $"{Write(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]" : Write(type.GetElementType()!);
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        return Nullable.GetUnderlyingType(type) is { } underlying ? $"{Write(underlying)}?" : WriteNamed(type);
    }

    public static string Constraints(Type[] parameters) => string.Concat(parameters
        .Where(parameter => parameter.IsGenericParameter)
        .Select(parameter => (parameter.Name, List: string.Join(", ", ConstraintsOf(parameter))))
        .Where(constraint => constraint.List.Length > 0)
        .Select(constraint => $" where {constraint.Name} : {constraint.List}"));

    private static string WriteNamed(Type type)
    {
        var arguments = type.GetGenericArguments();
        var inherited = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        var own = arguments.Skip(inherited).Select(Write).ToList();
        var prefix = type.DeclaringType is { } outer
            ? WriteNamed(outer.IsGenericTypeDefinition && inherited > 0 ? outer.MakeGenericType(arguments[..inherited]) : outer)
            : type.Namespace;
        return $"{prefix}.{Simple(type)}{(own.Count > 0 ? $"<{string.Join(", ", own)}>" : "")}";
    }

    private static IEnumerable<string> ConstraintsOf(Type parameter)
    {
        var attributes = parameter.GenericParameterAttributes;
        var isStruct = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        if (isStruct)
        {
            yield return "struct";
        }

        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            yield return "class";
        }

        foreach (var constraint in parameter.GetGenericParameterConstraints().Where(constraint => constraint != typeof(ValueType)))
        {
            yield return Write(constraint);
        }

        if (!isStruct && attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
        {
            yield return "new()";
        }
    }
}
