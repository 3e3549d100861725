using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Conventions;

/// <summary>
/// Which namespace may use which other; bodies of methods count as well. Public types stand in the packages' own namespaces
/// and may be used everywhere. docs/architecture.md says what is in each.
/// </summary>
public sealed class NamespaceArrowsTests
{
    private static readonly string[] PureTypes = ["DurableParallel.Scopes.Rules.CompletionPolicy", "DurableParallel.Scopes.Rules.BranchLedger"];

    // From the bottom to the top, so that no two can use each other.
    private static readonly (string Name, string[] MayUse)[] Core =
    [
        ("Errors", []),
        ("Records", ["Errors"]),
        ("Serialization", ["Errors", "Records"]),
        ("Wire", ["Errors", "Records", "Serialization"]),
        ("Logging", ["Errors", "Records"]),
        ("Telemetry", ["Errors", "Records"]),
        ("Running", ["Errors", "Records", "Serialization", "Logging", "Telemetry"]),
        ("Retrying", ["Errors", "Records", "Logging", "Running"]),
        ("Compensating", ["Running", "Retrying"]),
        ("Steps", ["Errors", "Records", "Serialization", "Logging", "Running"]),
        ("Waits", ["Errors", "Records", "Running"]),
        ("Conditions", ["Errors", "Records", "Serialization", "Logging", "Running", "Retrying"]),
        ("Callbacks", ["Errors", "Records", "Serialization", "Running"]),
        ("Invokes", ["Errors", "Records", "Serialization", "Running"]),
        ("Events", ["Errors", "Records", "Serialization", "Logging", "Running"]),
        ("Races", ["Errors", "Records", "Running"]),
        ("Scopes", ["Errors", "Records", "Serialization", "Logging", "Running", "Compensating"]),
        ("Sagas", ["Compensating"]),
    ];

    // From the bottom to the top as well.
    private static readonly (string Name, string[] MayUse)[] Engine =
    [
        ("Metrics", []),
        ("Journal", ["Metrics"]),
        ("Scheduling", ["Journal", "Metrics"]),
        ("Limiting", []),
        ("Operations", ["Journal", "Scheduling"]),
        ("Logging", ["Journal"]),
        ("Listing", ["Journal", "Operations"]),
        ("Turns", ["Journal", "Logging", "Operations", "Scheduling"]),
        ("History", ["Journal", "Operations", "Turns"]),
        ("Serving", ["Journal", "Listing", "Logging", "Operations", "Scheduling", "Turns"]),
        ("Executions", ["History", "Journal", "Limiting", "Listing", "Logging", "Metrics", "Operations", "Scheduling", "Serving", "Turns"]),
        ("Purging", ["Executions", "Journal", "Listing", "Logging", "Scheduling"]),
        ("Starting", ["Executions"]),
        ("Schedules", ["Executions", "Journal", "Listing", "Logging", "Scheduling", "Starting"]),
        ("Hosting", []),
    ];

    private static IEnumerable<TestCaseData> Arrows =>
        Core.Select(room => new TestCaseData(Packages.Core, room.Name, room.MayUse))
            .Concat(Engine.Select(room => new TestCaseData(Packages.Engine, room.Name, room.MayUse)));

    [TestCaseSource(nameof(Arrows))]
    public void Namespace_TypesItUses_AreOfThoseThatItMayUse(string package, string name, string[] mayUse)
    {
        var arrows =
            from user in Packages.Load(package).GetTypes()
            where PartOf(package, user) == name
            from used in TypeUses.Of(user)
            let part = PartOf(package, used)
            where part is not null && part != name && !mayUse.Contains(part, StringComparer.Ordinal)
            select $"{user} -> {used}";

        arrows.Distinct(StringComparer.Ordinal).Should().BeEmpty();
    }

    [Test]
    public void Namespaces_OfTheCore_AreListedAndNeverUseEachOtherBothWays() => ShouldBeInOrder(Packages.Core, Core);

    [Test]
    public void Namespaces_OfTheEngine_AreListedAndNeverUseEachOtherBothWays() => ShouldBeInOrder(Packages.Engine, Engine);

    [Test]
    public void Journal_TypesThatKnowItsStore_AreInTheStoresFolderAlone()
    {
        const string Store = "DurableParallel.Engine.Journal.Sqlite";
        var users =
            from user in Packages.Load(Packages.Engine).GetTypes()
            where PartOf(Packages.Engine, user) is not null && user.Namespace?.StartsWith(Store, StringComparison.Ordinal) != true
            from used in TypeUses.Of(user)
            where used.Namespace is { } name
                && (name.StartsWith(Store, StringComparison.Ordinal) || name is "Microsoft.Data.Sqlite" or "SQLitePCL")
            select $"{user} -> {used}";

        users.Distinct(StringComparer.Ordinal).Should().BeEmpty("whoever uses the journal asks IJournalStore");
    }

    [TestCaseSource(nameof(PureTypes))]
    public void PureType_TypesItUses_AreNoTasksClocksOrLocks(string name)
    {
        Type[] impure = [typeof(Task), typeof(Task<>), typeof(TimeProvider), typeof(Lock), typeof(Monitor), typeof(CancellationToken), typeof(Stream)];
        var type = Packages.Load(Packages.Core).GetType(name);

        type.Should().NotBeNull("the rules have a home of their own");
        TypeUses.Of(type!).Should().NotIntersectWith(impure);
    }

    [TestCaseSource(nameof(PureTypes))]
    public void PureType_NamespacesItUses_AreNotAboveIt(string name)
    {
        string[] above = ["Running", "Logging", "Telemetry", "Serialization"];
        var type = Packages.Load(Packages.Core).GetType(name);

        type.Should().NotBeNull("the rules have a home of their own");
        TypeUses.Of(type!).Where(used => above.Contains(PartOf(Packages.Core, used), StringComparer.Ordinal)).Should().BeEmpty();
    }

    private static void ShouldBeInOrder(string package, (string Name, string[] MayUse)[] listed)
    {
        var names = listed.Select(static part => part.Name).ToList();

        Packages.Load(package).GetTypes().Select(type => PartOf(package, type)).OfType<string>().Distinct(StringComparer.Ordinal)
            .Should().BeEquivalentTo(names);
        listed.Should().OnlyContain(part => part.MayUse.All(used => names.IndexOf(used) < names.IndexOf(part.Name)));
    }

    // The part of the namespace behind the package's own; null for the package's own and for that of any other assembly.
    private static string? PartOf(string package, Type type)
    {
        var prefix = package + ".";
        return type.Assembly == Packages.Load(package) && type.Namespace is { } name && name.StartsWith(prefix, StringComparison.Ordinal)
            ? name[prefix.Length..].Split('.')[0]
            : null;
    }
}
