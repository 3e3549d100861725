using System.Reflection;

namespace DurableParallel.Conventions;

/// <summary>Finds the types that a type uses: in its signatures, its attributes and the bodies of its methods.</summary>
internal static class TypeUses
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlySet<Type> Of(Type type)
    {
        var uses = new HashSet<Type>();
        Add(uses, type.BaseType);
        foreach (var implemented in type.GetInterfaces())
        {
            Add(uses, implemented);
        }

        foreach (var field in type.GetFields(Everything))
        {
            Add(uses, field.FieldType);
        }

        foreach (var method in type.GetMembers(Everything).OfType<MethodBase>())
        {
            AddSignature(uses, method);
            AddBody(uses, method);
        }

        // Lambdas, iterators and async methods live in types that the compiler nests.
        foreach (var nested in type.GetNestedTypes(Everything))
        {
            uses.UnionWith(Of(nested));
        }

        return uses;
    }

    private static void AddSignature(HashSet<Type> uses, MethodBase method)
    {
        Add(uses, (method as MethodInfo)?.ReturnType);
        foreach (var parameter in method.GetParameters())
        {
            Add(uses, parameter.ParameterType);
        }
    }

    private static void AddBody(HashSet<Type> uses, MethodBase method)
    {
        if (method.GetMethodBody() is not { } body)
        {
            return;
        }

        foreach (var local in body.LocalVariables)
        {
            Add(uses, local.LocalType);
        }

        foreach (var clause in body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause))
        {
            Add(uses, clause.CatchType);
        }

        foreach (var member in InstructionReader.Members(method, body))
        {
            Add(uses, member as Type ?? member.DeclaringType);
            switch (member)
            {
                case FieldInfo field:
                    Add(uses, field.FieldType);
                    break;
                case MethodInfo { IsGenericMethod: true } called:
                    Array.ForEach(called.GetGenericArguments(), argument => Add(uses, argument));
                    AddSignature(uses, called);
                    break;
                case MethodBase called:
                    AddSignature(uses, called);
                    break;
            }
        }
    }

    private static void Add(HashSet<Type> uses, Type? type)
    {
        while (type is { HasElementType: true })
        {
            type = type.GetElementType();
        }

        if (type is null || type.IsGenericParameter)
        {
            return;
        }

        if (type.IsGenericType)
        {
            Array.ForEach(type.GetGenericArguments(), argument => Add(uses, argument));
            type = type.GetGenericTypeDefinition();
        }

        uses.Add(type);
    }
}
