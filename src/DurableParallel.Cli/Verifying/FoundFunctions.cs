using System.Reflection;
using System.Text.Json;
using DurableParallel.Engine;

namespace DurableParallel.Cli.Verifying;

/// <summary>The durable functions of an assembly: classes of IDurableFunction, fields and properties of DurableFunction, and static methods that have the form of one.</summary>
internal sealed class FoundFunctions
{
    private const BindingFlags Members = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private static readonly Type[] Interfaces = [typeof(IDurableFunction<,>), typeof(IDurableFunction<>), typeof(IDurableFunctionWithoutInput<>), typeof(IDurableFunction)];
    private readonly string _assembly;
    private readonly List<FoundFunction> _all;

    private FoundFunctions(string assembly, List<FoundFunction> all) => (_assembly, _all) = (assembly, all);

    /// <exception cref="CliException">The assembly cannot be loaded, or has none.</exception>
    public static FoundFunctions In(string file)
    {
        var assembly = AssemblyCode.Load(file);
        List<FoundFunction> found = [.. TypesOf(assembly).SelectMany(OfType)];
        return found.Count == 0
            ? throw CliException.NotFound($"{file} has no durable function: no class that implements IDurableFunction, no static member of the type DurableFunction, and no static method that takes a DurableContext and returns a Task.")
            : new FoundFunctions(Path.GetFileName(file), found);
    }

    /// <summary>The function of that name; without one, the one that the history names, or the only one.</summary>
    /// <exception cref="CliException">It is not there, or it is not known which one is meant.</exception>
    public FoundFunction Choose(string? name, string historyFile)
    {
        var wanted = name ?? FunctionOf(historyFile);
        var chosen = wanted is null ? _all : _all.FindAll(function => function.IsCalled(wanted));
        return chosen switch
        {
            [var one] => one,
            [] when name is null && _all is [var only] => only,
            [] => throw CliException.NotFound($"{_assembly} has no function '{wanted}'. It has {string.Join(", ", _all.Select(static function => function.Name))}. Give one with --function."),
            _ => throw CliException.Usage($"{_assembly} has several functions{(wanted is null ? "" : $" called '{wanted}'")}: {string.Join(", ", chosen.Select(static function => function.Name))}. Give one with --function."),
        };
    }

    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partly)
        {
            return partly.Types.OfType<Type>();
        }
    }

    private static IEnumerable<FoundFunction> OfType(Type type)
    {
        if (type.ContainsGenericParameters || type.Name.Contains('<', StringComparison.Ordinal))
        {
            yield break;
        }

        if (type is { IsClass: true, IsAbstract: false } && type.GetInterfaces().FirstOrDefault(static form => Interfaces.Contains(Definition(form))) is { } form)
        {
            string[] names = [type.Name, type.FullName ?? type.Name, .. ConstantOf(type)];
            yield return new FoundFunction(type.Name, names, () => OfInstance(type, form));
        }

        foreach (var field in type.GetFields(Members).Where(static field => IsFunction(field.FieldType) && !field.Name.Contains('<', StringComparison.Ordinal)))
        {
            yield return OfMember(type, field.Name, () => field.GetValue(null));
        }

        foreach (var property in type.GetProperties(Members).Where(static property => IsFunction(property.PropertyType) && property.GetIndexParameters().Length == 0))
        {
            yield return OfMember(type, property.Name, () => property.GetValue(null));
        }

        foreach (var method in type.GetMethods(Members).Where(IsFunction))
        {
            var name = $"{type.Name}.{method.Name}";
            yield return new FoundFunction(name, [name, method.Name, method.Name.Replace("Async", "", StringComparison.Ordinal), name.Replace("Async", "", StringComparison.Ordinal), type.Name, .. ConstantOf(type)], () => OfDelegate(method, target: null));
        }
    }

    private static FoundFunction OfMember(Type type, string name, Func<object?> read) =>
        new($"{type.Name}.{name}", [$"{type.Name}.{name}", name, type.Name, .. ConstantOf(type)], () => read() switch
        {
            DurableFunction function => function,
            { } named when named.GetType().GetProperty("Function", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)?.GetValue(named) is DurableFunction inner => inner,
            _ => throw CliException.Usage($"{type.Name}.{name} has no function."),
        });

    // A constant Name of the class is how many call their functions.
    private static IEnumerable<string> ConstantOf(Type type) =>
        type.GetField("Name", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic) is { IsLiteral: true } name && name.GetRawConstantValue() is string text ? [text] : [];

    private static bool IsFunction(Type type) => type == typeof(DurableFunction) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(DurableFunction<,>));

    private static bool IsFunction(MethodInfo method) =>
        !method.IsGenericMethod && !method.Name.Contains('<', StringComparison.Ordinal)
        && method.GetParameters() is [{ ParameterType: var context }, ..] parameters && context == typeof(DurableContext) && parameters.Length <= 2
        && (method.ReturnType == typeof(Task) || (method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(Task<>)));

    private static Type Definition(Type form) => form.IsGenericType ? form.GetGenericTypeDefinition() : form;

    // No step's body runs in a replay, so what a class is given for its steps may be missing.
    private static DurableFunction OfInstance(Type type, Type form)
    {
        var constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).OrderBy(static one => one.GetParameters().Length).First();
        var arguments = constructor.GetParameters().Select(static parameter => parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null).ToArray();
        object instance;
        try
        {
            instance = constructor.Invoke(arguments);
        }
        catch (TargetInvocationException failed)
        {
            throw CliException.Usage($"{type.Name} cannot be made without what its constructor takes: {failed.InnerException?.Message} Replay it in a test with HistoryReplay.Verify.");
        }

        var map = type.GetInterfaceMap(form);
        return OfDelegate(map.InterfaceMethods[0], instance);
    }

    private static DurableFunction OfDelegate(MethodInfo method, object? target)
    {
        var input = method.GetParameters() is [_, { ParameterType: var type }] ? type : null;
        var result = method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : null;
        Type[] arguments = [.. new[] { input, result }.OfType<Type>()];
        Type[] parameters = [.. new[] { typeof(DurableContext), input, method.ReturnType }.OfType<Type>()];
        var create = typeof(DurableFunction).GetMethods(BindingFlags.Public | BindingFlags.Static).Single(candidate =>
            candidate.Name == nameof(DurableFunction.Create) && candidate.GetGenericArguments().Length == arguments.Length && candidate.GetParameters() is [{ ParameterType: var taken }]
            && taken.GetGenericArguments().Length == parameters.Length
            && taken.GetGenericArguments()[^1].IsGenericType == (result is not null));
        var maker = arguments.Length == 0 ? create : create.MakeGenericMethod(arguments);
        var function = Delegate.CreateDelegate(System.Linq.Expressions.Expression.GetFuncType(parameters), target, method);
        return (DurableFunction)maker.Invoke(null, [function])!;
    }

    // The ARN that SaveAsync writes has the function's name between the fixed word and the version.
    private static string? FunctionOf(string historyFile)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(historyFile));
            return document.RootElement.TryGetProperty("DurableExecutionArn", out var arn) && arn.GetString()?.Split(':') is { } parts && Array.IndexOf(parts, "function") is >= 0 and var at && at + 1 < parts.Length
                ? parts[at + 1].Split('/')[0]
                : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or IOException)
        {
            return null;
        }
    }
}
