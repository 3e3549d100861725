namespace DurableParallel.Tests;

public sealed class DurableFunctionOptionsTests
{
    [Test]
    public void Version_NotSet_IsOneAndNotStated()
    {
        new DurableFunctionOptions().Version.Should().Be(1);
        new DurableFunctionOptions().StatedVersion.Should().BeNull();
        new DurableFunctionOptions { Version = 0 }.StatedVersion.Should().Be(0);
    }

    [Test]
    public void Version_Negative_IsRefused()
    {
        FluentActions.Invoking(() => new DurableFunctionOptions { Version = -1 }).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void Plugins_WithANull_AreRefused()
    {
        FluentActions.Invoking(() => new DurableFunctionOptions { Plugins = [null!] }).Should().Throw<ArgumentException>().WithMessage("*null*");
    }

    [Test]
    public void Plugins_ChangedAfterwards_StayAsTheyWereGiven()
    {
        var list = new List<DurablePlugin>();
        var options = new DurableFunctionOptions { Plugins = list };

        list.Add(new Silent());

        options.Plugins.Should().BeEmpty();
    }

    private sealed class Silent : DurablePlugin;
}
