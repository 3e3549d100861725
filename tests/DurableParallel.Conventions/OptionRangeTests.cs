using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Conventions;

/// <summary>Whoever sets an option to what it does not take reads which option it was, its range and what was found.</summary>
public sealed class OptionRangeTests
{
    private static readonly string[] Shipped =
        [Packages.Core, "DurableParallel.Engine", "DurableParallel.Console", "DurableParallel.Lambda", "DurableParallel.Server", "DurableParallel.Testing"];

    private static readonly object[] Extremes =
    [
        int.MinValue, -1, 0, int.MaxValue, long.MinValue, -1L, 0L,
        TimeSpan.MinValue, TimeSpan.FromTicks(-1), TimeSpan.FromSeconds(-1), TimeSpan.Zero, TimeSpan.MaxValue,
    ];

    [Test]
    public void Options_OutOfTheirRange_SayTheOptionTheRangeAndWhatWasFound()
    {
        var refusals = Refusals().ToList();

        refusals.Select(refusal => refusal.Option.Name).Should().Contain(["MaxActive", "LockTimeout", "MaxInFlight", "MaxOperations", "EndpointConcurrency", "WorkerPort", "HangTimeout"]);
        refusals.Where(refusal => !SaysAll(refusal.Option.Name, refusal.Message))
            .Select(refusal => $"{refusal.Option.DeclaringType!.Name}.{refusal.Option.Name}: {refusal.Message}")
            .Should().BeEmpty();
    }

    private static bool SaysAll(string option, string message) =>
        Regex.IsMatch(message, $"^{option} must be .*[0-9].*; found .+\\.");

    private static IEnumerable<(PropertyInfo Option, string Message)> Refusals() =>
        from type in Shipped.SelectMany(package => Packages.Load(package).GetExportedTypes())
        where type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && Regex.IsMatch(type.Name, "(Options|Limits|Config)$")
        from option in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where option.SetMethod is { IsPublic: true }
        from value in Extremes
        where (Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType) == value.GetType()
        let message = Refusal(option, value)
        where message is not null
        select (option, message);

    private static string? Refusal(PropertyInfo option, object value)
    {
        try
        {
            option.SetValue(RuntimeHelpers.GetUninitializedObject(option.ReflectedType!), value);
            return null;
        }
        catch (TargetInvocationException refused) when (refused.InnerException is ArgumentOutOfRangeException refusal)
        {
            return refusal.Message;
        }
    }
}
