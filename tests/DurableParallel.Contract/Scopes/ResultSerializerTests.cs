using DurableParallel.Contract.Hosts;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

/// <summary>Maps whose payload is the user's.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class ResultSerializerTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly IDurableSerializer Joined = DurableSerializer.For<IBatchResult<string>>(
        static batch => $"OPSERDE:{string.Join(',', batch.GetResults())}",
        static payload => BatchResult.FromResults(payload!["OPSERDE:".Length..].Split(',').Select(static text => $"<{text}>")));

    [Test]
    public async Task Payload_IsWhatTheSerializerWrote()
    {
        var run = await RunAsync(ctx => MapAsync(ctx, Joined, "X", "Y"));

        run.Value.Should().Be("<X> <Y>", "what the map returns is what the serializer read");
        run.Operation("map").Record.Should().BeEquivalentTo(new { Payload = "OPSERDE:X,Y", ReplayChildren = false });
    }

    [Test]
    public async Task Serializer_OfAMapThatFits_WritesOnce()
    {
        var written = 0;
        var counting = DurableSerializer.For<IBatchResult<string>>(
            batch =>
            {
                Interlocked.Increment(ref written);
                return string.Join(',', batch.GetResults());
            },
            static payload => BatchResult.FromResults(payload!.Split(',')));

        await LiveAndReplayedAsync(ctx => MapAsync(ctx, counting, "X", "Y"));

        written.Should().Be(1);
    }

    [TestCase(1)]
    [TestCase(200_000)]
    public async Task Result_IsTheSameLiveAndReplayed(int size)
    {
        var (live, replayed) = await LiveAndReplayedAsync(ctx => MapAsync(ctx, Joined, new string('X', size), new string('Y', size)));

        live.Should().StartWith("<X").And.EndWith("Y>").And.HaveLength((2 * size) + 5);
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Payload_Beyond256KiB_IsTheStatuses()
    {
        var run = await RunAsync(ctx => MapAsync(ctx, Joined, new string('X', 200_000), new string('Y', 200_000)));

        run.Operation("map").Record.ReplayChildren.Should().BeTrue();
        run.Operation("map").Record.Payload.Should().Contain("ALL_COMPLETED").And.NotContain("XX");
    }

    [Test]
    public async Task SerializerThatThrows_FailsTheMapOnRecord()
    {
        var throwing = DurableSerializer.For<IBatchResult<string>>(static _ => throw new InvalidDataException("cannot write"), static _ => BatchResult.FromResults<string>([]));

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                return await MapAsync(ctx, throwing, "X");
            }
            catch (MapFailedException failed)
            {
                return $"{failed.Code} {failed.Error.ErrorType} {failed.Message}";
            }
        });

        live.Should().Be("DP1014 System.IO.InvalidDataException cannot write");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task SerializerThatCannotRead_StopsThereLiveAsReplayed([Values] bool makesNull)
    {
        var blind = DurableSerializer.For<IBatchResult<string>>(static _ => "\"text\"", _ => makesNull ? null! : throw new InvalidDataException("cannot read"));

        Host.AutoAdvance = false;
        var execution = await StartAsync(ctx => MapAsync(ctx, blind, "X"));
        var live = await UnreadableOf(execution);
        await Host.CrashAsync();
        await Host.RestartAsync();
        var replayed = await UnreadableOf(execution);

        live.Should().StartWith("The outcome of the map 'map' is on record").And.Contain(makesNull ? "made null of it" : "System.IO.InvalidDataException: cannot read.");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task SerializerOfAnotherType_IsRefusedBeforeAnythingIsRecorded()
    {
        var ofItems = DurableSerializer.For<string>(static text => text, static text => text!);

        var run = await RunAsync(async ctx =>
        {
            try
            {
                return await MapAsync(ctx, ofItems, "X");
            }
            catch (ArgumentException refused)
            {
                return refused.Message;
            }
        });

        run.Value.Should().Contain("The ResultSerializer of the map is for System.String").And.Contain("IBatchResult").And.Contain("ItemSerializer");
        run.Execution.Operations.Should().BeEmpty();
    }

    [Test]
    public async Task CrashAtEveryCheckpoint_ComesToTheSame()
    {
        var undisturbed = FaultPlan.CountOnly();
        var expected = (await RunAsync(ctx => MapAsync(ctx, Joined, "X", "Y"), undisturbed)).Value;

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = FaultPlan.CrashAfter(k);

            (await RunAsync(ctx => MapAsync(ctx, Joined, "X", "Y"), plan)).Value.Should().Be(expected, "of {0}", plan);
        }
    }

    private static async Task<string> MapAsync(DurableContext ctx, IDurableSerializer serializer, params string[] items)
    {
        var batch = await ctx.MapAsync("map", items, (b, item, _) => b.StepAsync("s", () => item), new MapConfig<string> { ResultSerializer = serializer });
        return string.Join(' ', batch.GetResults());
    }
}
