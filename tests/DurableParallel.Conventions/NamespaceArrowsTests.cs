using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Conventions;

/// <summary>Which room of the core may know which other; bodies of methods count as well.</summary>
public sealed class NamespaceArrowsTests
{
    private static readonly string[] PureTypes = ["DurableParallel.Branching.CompletionPolicy", "DurableParallel.Branching.BranchLedger"];

    [TestCase("Protocol", "Activity", "Branching", "Checkpoints", "Hosting", "Operations")]
    [TestCase("Replay", "Branching", "Hosting")]
    [TestCase("Checkpoints", "Branching", "Hosting", "Operations")]
    [TestCase("Activity", "Branching")]
    public void Room_TypesItUses_AreNotAboveIt(string room, params string[] above)
    {
        var arrows =
            from user in Packages.Load(Packages.Core).GetTypes()
            where IsIn(user, room)
            from used in TypeUses.Of(user)
            where above.Any(other => IsIn(used, other))
            select $"{user} -> {used}";

        arrows.Distinct(StringComparer.Ordinal).Should().BeEmpty($"{room} is below {string.Join(", ", above)}");
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
    public void PureType_RoomsItUses_AreNotAboveIt(string name)
    {
        string[] above = ["Activity", "Checkpoints", "Hosting", "Operations"];
        var type = Packages.Load(Packages.Core).GetType(name);

        type.Should().NotBeNull("the rules have a home of their own");
        TypeUses.Of(type!).Where(used => above.Any(room => IsIn(used, room))).Should().BeEmpty();
    }

    private static bool IsIn(Type type, string room) =>
        type.Namespace is { } name
        && (name == $"{Packages.Core}.{room}" || name.StartsWith($"{Packages.Core}.{room}.", StringComparison.Ordinal));
}
