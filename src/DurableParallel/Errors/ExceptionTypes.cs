namespace DurableParallel.Errors;

/// <summary>The names of exception types, as errors record them.</summary>
internal static class ExceptionTypes
{
    public static string NameOf(Type type) => type.FullName ?? type.Name;

    /// <summary>The base types that tell something, nearest first.</summary>
    public static List<string> BasesOf(Type type)
    {
        List<string> names = [];
        for (var current = type.BaseType; current is not null && !IsTooGeneral(current); current = current.BaseType)
        {
            names.Add(NameOf(current));
        }

        return names;
    }

    private static bool IsTooGeneral(Type type) => type == typeof(Exception) || type == typeof(SystemException) || type == typeof(object);
}
