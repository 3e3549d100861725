using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Tests.Running;

// The numbers were computed by another implementation of the same algorithm. A change of one is drift for every
// running execution that uses chance, so they never change.
public sealed class DeterministicRandomTests
{
    private const string Arn = "arn:aws:lambda:eu-central-1:123456789012:function:orders:1/durable-execution/order-1/abc";

    [Test]
    public void Next_Root_IsFrozen() => Draw(4, random => random.Next()).Should().Equal(257074226, 1893695863, 1736325343, 443793496);

    [Test]
    public void Next_ChildContext_IsFrozen()
    {
        var random = new DeterministicRandom(Arn, new OperationId(parent: null, 1).Hex);

        Enumerable.Range(0, 4).Select(_ => random.Next()).Should().Equal(989938992, 1531104399, 1059504956, 393592545);
    }

    [Test]
    public void Next_Below_IsFrozen() => Draw(12, random => random.Next(10)).Should().Equal(1, 8, 8, 2, 6, 7, 3, 9, 7, 2, 1, 4);

    [Test]
    public void Next_Range_IsFrozen() => Draw(8, random => random.Next(-5, 5)).Should().Equal(-4, 3, 3, -3, 1, 2, -2, 4);

    [Test]
    public void NextInt64_AnyForm_IsFrozen()
    {
        Draw(3, random => random.NextInt64()).Should().Equal(1104125395977824805, 8133361808099765190, 7457460567969205059);
        Draw(2, random => random.NextInt64(long.MinValue, long.MaxValue)).Should().Equal(-7015121244899126197, 7043351579344754574);
        Draw(3, random => random.NextInt64(long.MaxValue)).Should().Equal(1104125395977824805, 8133361808099765190, 7457460567969205059);
    }

    [Test]
    public void NextInt64_BoundThatRejectsHalfOfTheWords_IsFrozen() =>
        Draw(4, random => random.NextInt64(long.MinValue, 1)).Should().Equal(
            long.MinValue + 7457460567969205060, long.MinValue + 1906078556454118392, long.MinValue + 7324569401804744088, long.MinValue + 6597235977230195581);

    [Test]
    public void NextDoubleAndSingle_Root_AreFrozen()
    {
        Draw(3, random => random.NextDouble()).Should().Equal(0.11970951530155749, 0.8818208541952395, 0.8085394949017195);
        Draw(3, random => random.NextSingle()).Should().Equal(0.11970949172973633f, 0.881820797920227f, 0.8085394501686096f);
    }

    [Test]
    public void NextBytes_ArrayAndSpan_AreFrozen()
    {
        var array = new byte[11];
        var span = new byte[11];

        new DeterministicRandom(Arn, string.Empty).NextBytes(array);
        new DeterministicRandom(Arn, string.Empty).NextBytes(span.AsSpan());

        Convert.ToHexStringLower(array).Should().Be("4cd47d3d6548a51e8fd707");
        span.Should().Equal(array);
    }

    [Test]
    public void NextGuid_Root_IsFrozenAndOfVersion4()
    {
        var guids = Draw(2, random => random.NextGuid());

        guids.Should().Equal(Guid.Parse("4cd47d3d-6548-451e-8fd7-07b3f102bfe1"), Guid.Parse("88169320-c071-4cce-b1c7-df4eb280e734"));
        guids.Should().OnlyContain(guid => guid.Version == 4 && (guid.Variant & 0xC) == 0x8);
    }

    [Test]
    public void Next_EmptyRange_IsItsBound()
    {
        var random = new DeterministicRandom(Arn, string.Empty);

        random.Next(0).Should().Be(0);
        random.Next(7, 7).Should().Be(7);
        random.NextInt64(7, 7).Should().Be(7);
        random.Next().Should().Be(257074226, "nothing was drawn for what is known");
    }

    [Test]
    public void Next_BadRange_Throws()
    {
        var random = new DeterministicRandom(Arn, string.Empty);

        FluentActions.Invoking(() => random.Next(-1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => random.Next(2, 1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => random.NextInt64(-1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => random.NextInt64(2, 1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => random.NextBytes(null!)).Should().Throw<ArgumentNullException>();
    }

    [Test]
    public void Members_EveryVirtualOneOfTheRuntime_IsOverridden()
    {
        var inherited = typeof(DeterministicRandom)
            .GetMethods(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic)
            .Where(method => method.IsVirtual && method.DeclaringType == typeof(Random));

        inherited.Should().BeEmpty("a new version of .NET must not change what an execution draws");
    }

    private static List<T> Draw<T>(int count, Func<DeterministicRandom, T> draw)
    {
        var random = new DeterministicRandom(Arn, string.Empty);
        return [.. Enumerable.Range(0, count).Select(_ => draw(random))];
    }
}
