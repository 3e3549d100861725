using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Conventions;

/// <summary>
/// A class does one thing: at most 400 lines over all of its parts, and at most eight fields that change. Those that are
/// larger are listed with how large they may be and why, so that they become smaller and never larger.
/// </summary>
public sealed partial class TypeSizeTests
{
    private const int MostLines = 400;
    private const int MostFields = 8;

    /// <summary>Public classes that are parts by aspect: each part is the API of a feature.</summary>
    private static readonly string[] Facades = ["DurableContext", "DurableEngine", "DurableTestRunner", "ExecutionHandle"];

    private const string ToBeDivided = "does several jobs; to be divided";

    private static readonly Dictionary<string, (int Most, string Why)> LinesOfLargeTypes = new(StringComparer.Ordinal);

    private static readonly Dictionary<string, (int Most, string Why)> FieldsOfLargeTypes = new(StringComparer.Ordinal)
    {
        ["WorkerProcess"] = (12, ToBeDivided),
        ["CheckpointSender"] = (9, ToBeDivided),
        ["ExecutionWork"] = (12, "what an execution needs only while it works, in one object instead of several"),
        ["ActivityNode"] = (11, "one object for each context, guarded by the gate of its invocation"),
        ["BranchLedger"] = (11, "the counts of a scope, whose branches may become more"),
        ["DurableFuture"] = (9, "one object for each branch, guarded by the lock of its scope"),
        ["WireOperation"] = (15, "data: an operation of the wire"),
        ["WalScan"] = (10, "where a scan of the file stands"),
        ["DurableEngineOptions"] = (14, "data: options, which a host's configuration sets"),
        ["DurableServerOptions"] = (19, "data: options, which a host's configuration sets"),
    };

    [Test]
    public void Types_OfAllPackages_HaveFewLines()
    {
        var large = LinesOfTypes().Where(static type => type.Value > MostLines && !Facades.Contains(type.Key, StringComparer.Ordinal))
            .ToDictionary(static type => type.Key, static type => type.Value, StringComparer.Ordinal);

        ShouldBeListed(large, LinesOfLargeTypes, 100, $"lines, and at most {MostLines} are allowed");
    }

    [Test]
    public void Types_OfAllPackages_HaveFewFieldsThatChange()
    {
        var large = Repository.Packages.SelectMany(Packages.WrittenTypes)
            .Where(static type => type is { IsClass: true, DeclaringType: null } && type.BaseType != typeof(JsonSerializerContext) && !Facades.Contains(type.Name, StringComparer.Ordinal))
            .Select(static type => (Name: type.Name.Split('`')[0], Count: FieldsThatChange(type)))
            .Where(static type => type.Count > MostFields)
            .ToDictionary(static type => type.Name, static type => type.Count, StringComparer.Ordinal);

        ShouldBeListed(large, FieldsOfLargeTypes, 1, $"fields that change, and at most {MostFields} are allowed");
    }

    private static void ShouldBeListed(Dictionary<string, int> found, Dictionary<string, (int Most, string Why)> listed, int slack, string what)
    {
        var grown = found.Where(type => type.Value > listed.GetValueOrDefault(type.Key).Most).Select(type => $"{type.Key} has {type.Value} {what}. Divide it.");
        var stale = listed.Where(type => found.GetValueOrDefault(type.Key) <= type.Value.Most - slack)
            .Select(type => $"{type.Key} has {found.GetValueOrDefault(type.Key)} {what}. List fewer, or no longer list it.");

        string.Join('\n', grown.Concat(stale)).Should().BeEmpty();
        listed.Values.Should().NotContain(static type => type.Why.Length == 0);
    }

    private static Dictionary<string, int> LinesOfTypes()
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var file in Repository.Files(Repository.At("src"), ".cs"))
        {
            var text = File.ReadAllLines(file);
            if (text.Select(static line => Declaration().Match(line)).FirstOrDefault(static match => match.Success) is { } type)
            {
                lines[type.Groups["name"].Value] = lines.GetValueOrDefault(type.Groups["name"].Value) + text.Length;
            }
        }

        return lines;
    }

    private static int FieldsThatChange(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Count(static field => !field.IsInitOnly);

    [GeneratedRegex(@"^(?:public|internal) (?:[a-z]+ )*(?:class|struct|interface|record) (?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Declaration();
}
