using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Quickstart.Tests;

public sealed class EffectsLogTests
{
    [Test]
    public void Started_FileNameWithNewline_StaysOneLineAndIsReadableAtOnce()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("effects.txt", "earlier\n");
        using var effects = new EffectsLog(path);

        effects.Started("audit-1", "read", "two\nlines");
        effects.Acknowledged("audit-1", "read", "two\nlines");

        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        reader.ReadToEnd().Should().Be("earlier\nstart\taudit-1\tread\ttwo\\nlines\nacknowledged\taudit-1\tread\ttwo\\nlines\n");
    }

    [Test]
    public void Started_NoPath_WritesNothing()
    {
        using var effects = new EffectsLog(null);

        var writing = () => effects.Started("audit-1", "read", "a");

        writing.Should().NotThrow();
    }
}
