using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace DurableParallel.Conventions;

/// <summary>Writes a member as "name and parameters : modifiers and type".</summary>
internal static class MemberText
{
    public static bool IsOpen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    public static string Write(MemberInfo member) => member switch
    {
        FieldInfo field => Field(field),
        PropertyInfo property => Property(property),
        EventInfo happening => $"{happening.Name} : {Modifiers(happening.AddMethod!)}event {TypeNames.Write(happening.EventHandlerType!)}",
        ConstructorInfo { IsStatic: true } => "",
        ConstructorInfo constructor => Constructor(constructor),
        MethodInfo method => Method(method),
        _ => "",
    };

    public static string Method(MethodInfo method)
    {
        var arguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        var generic = arguments.Length > 0 ? $"<{string.Join(", ", arguments.Select(argument => argument.Name))}>" : "";
        return $"{method.Name}{generic}({Parameters(method)}) : {Modifiers(method)}{TypeNames.Write(method.ReturnType)}{Nullable(method.ReturnParameter)}{TypeNames.Constraints(arguments)}{Obsolete(method)}";
    }

    // No attributes here: the compiler marks constructors of types with required members as obsolete.
    private static string Constructor(ConstructorInfo constructor)
    {
        var text = $"{TypeNames.Simple(constructor.DeclaringType!)}({Parameters(constructor)})";
        return constructor.IsPublic ? text : $"{text} : protected";
    }

    private static string Field(FieldInfo field)
    {
        var access = field.IsPublic ? "" : "protected ";
        return field.IsLiteral
            ? $"{field.Name} = {Value(field.GetRawConstantValue())} : {access}const {TypeNames.Write(field.FieldType)}"
            : $"{field.Name} : {access}{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{TypeNames.Write(field.FieldType)}";
    }

    private static string Property(PropertyInfo property)
    {
        var get = property.GetMethod is { } getter && IsOpen(getter) ? "get; " : "";
        var set = property.SetMethod is { } setter && IsOpen(setter) ? IsInit(setter) ? "init; " : "set; " : "";
        var first = property.GetAccessors(nonPublic: true).First(IsOpen);
        var indexes = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Parameter))}]" : "";
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        return $"{property.Name}{indexes} {{ {get}{set}}} : {Modifiers(first)}{required}{TypeNames.Write(property.PropertyType)}{Nullable(property)}{Obsolete(property)}";
    }

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Modifiers(MethodBase method)
    {
        var access = method.IsPublic ? "" : "protected ";
        var isOverride = method is MethodInfo info && info.GetBaseDefinition() != info;
        return access + method switch
        {
            { DeclaringType.IsInterface: true } => method.IsStatic ? "static " : "",
            { IsStatic: true } => "static ",
            { IsAbstract: true } => isOverride ? "abstract override " : "abstract ",
            { IsVirtual: true } when isOverride => "override ",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => "",
        };
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var type = TypeNames.Write(parameter.ParameterType);
        var direction = !parameter.ParameterType.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        var list = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        return $"{list}{direction}{type}{Nullable(parameter)}{(parameter.HasDefaultValue ? $" = {Value(parameter.RawDefaultValue)}" : "")}";
    }

    // Of the type itself; that of its arguments is left out. Value types carry theirs in their name.
    private static string Nullable(ParameterInfo parameter) =>
        Mark(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));

    private static string Nullable(PropertyInfo property) =>
        Mark(property.PropertyType, new NullabilityInfoContext().Create(property));

    private static string Mark(Type type, NullabilityInfo nullability)
    {
        var own = type.IsByRef ? type.GetElementType()! : type;
        return !own.IsValueType && (nullability.ReadState == NullabilityState.Nullable || nullability.WriteState == NullabilityState.Nullable) ? "?" : "";
    }

    private static string Value(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Obsolete(MemberInfo member) =>
        member.GetCustomAttribute<ObsoleteAttribute>() is { } obsolete ? obsolete.IsError ? " [Obsolete(error)]" : " [Obsolete]" : "";
}
