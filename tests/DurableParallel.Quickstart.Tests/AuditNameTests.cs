using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Quickstart.Tests;

public sealed class AuditNameTests
{
    [Test]
    public void Series_Folder_IsAlwaysTheSame()
    {
        AuditName.Series("/data/a").Should().Be("audit-46d2cd93b6563c6305b5e8c0").And.NotBe(AuditName.Series("/data/b"));
    }

    [Test]
    public void Run_LargestNumber_IsAnExecutionName()
    {
        var name = AuditName.Run(AuditName.Series("/ä/😀"), int.MaxValue);

        name.Should().MatchRegex("^[A-Za-z0-9_-]{1,64}$");
    }
}
