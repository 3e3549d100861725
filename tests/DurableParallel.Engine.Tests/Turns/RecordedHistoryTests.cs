using DurableParallel.Engine.History;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;

namespace DurableParallel.Engine.Tests.Turns;

[TestFixture]
internal sealed class RecordedHistoryTests
{
    private const long CreatedAt = 1_900_000_000_000;

    [Test]
    public void Find_ByPosition_GivesTheRecordAndMarksTheId()
    {
        var history = RecordedHistory.Read(Sample());
        var scope = new OperationId(null, 1);
        var wait = new OperationId(new OperationId(scope, 2), 1);

        history.Find(scope)!.Status.Should().Be(OperationStatus.Started);
        history.Find(wait)!.DueTimestamp.Should().Be(DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt + 30 + 60_000));
        wait.HostKey.Should().Be(3);
        history.Find(new OperationId(scope, 2)).Should().BeNull("a flat branch has no record of its own");
        history.Find(new OperationId(scope, 3)).Should().BeNull();
        history.CountBelow(null).Should().Be(2);
        history.CountBelow(scope).Should().Be(1, "a flat branch counts once something is on record below it");
        history.CountBelow(new OperationId(scope, 2)).Should().Be(1);
        history.Delays().Select(delay => delay.Id).Should().Equal(wait, new OperationId(null, 2));
        history.Find(new OperationId(null, 2)).Should().BeEquivalentTo(new { Status = OperationStatus.Pending, Attempt = 1 });
    }

    [Test]
    public void Delays_BelowAnEndedContext_WakeNobody()
    {
        var records = new RecordBuffer();
        records.WriteBytes(Sample());
        Add(records, buffer => OperationCodec.Write(buffer, new OperationChange { Ordinal = 1, Action = OperationAction.Succeed, At = 50 }));

        var history = RecordedHistory.Read(records.Written.ToArray());

        history.Delays().Select(delay => delay.Id).Should().Equal(new OperationId(null, 2));
    }

    [Test]
    public void Read_MutatedRecords_NeverDoesMoreThanRefuse([Range(1, 8)] int seed)
    {
        var random = new Random(seed);
        var sample = Sample();
        for (var round = 0; round < 5000; round++)
        {
            var mutated = Mutate(sample, random);
            try
            {
                HistoryReader.Read(mutated).Should().NotBeEmpty();
                TreeReader.Read(mutated, []).Roots.SelectMany(static root => root.Children).Should().NotContain(static node => node.ToString().Length == 0 || node.Path.Length == 0);
            }
            catch (JournalDamagedException)
            {
                // The one refusal that is allowed.
            }
        }
    }

    [Test]
    public void Entries_OfMutatedRecordsThatWereTaken_CanAllBeRead([Range(1, 8)] int seed)
    {
        var random = new Random(seed);
        var sample = Sample();
        var taken = 0;
        for (var round = 0; round < 5000; round++)
        {
            RecordedHistory history;
            try
            {
                history = RecordedHistory.Read(Mutate(sample, random));
            }
            catch (JournalDamagedException)
            {
                continue;
            }

            taken++;
            var ids = history.Entries.Select(static entry => entry.Id).ToList();
            ids.Should().OnlyContain(id => history.Find(new OperationId(id.Parent, id.Number)) != null);
            history.Delays().Count().Should().BeLessThanOrEqualTo(ids.Count);
        }

        taken.Should().BePositive();
    }

    [Test]
    public void Read_OrdinalsThatJump_AreRefused()
    {
        var records = new RecordBuffer();
        Add(records, buffer => RecordCodec.WriteCreated(buffer, new CreatedRecord(CreatedAt, "e", "f", 1, null)));
        Add(records, buffer => RecordCodec.WritePosition(buffer, int.MaxValue, 1, 0));

        FluentActions.Invoking(() => RecordedHistory.Read(records.Written.ToArray())).Should().Throw<JournalDamagedException>();
    }

    private static byte[] Mutate(byte[] sample, Random random)
    {
        var bytes = sample.ToList();
        for (var change = random.Next(1, 5); change > 0; change--)
        {
            var index = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[index] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[index] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(index, Math.Min(random.Next(1, 4), bytes.Count - index));
                    break;
                default:
                    bytes.Insert(index, (byte)random.Next(256));
                    break;
            }

            if (bytes.Count == 0)
            {
                return [];
            }
        }

        return [.. bytes];
    }

    private static byte[] Sample()
    {
        var records = new RecordBuffer();
        Add(records, buffer => RecordCodec.WriteCreated(buffer, new CreatedRecord(CreatedAt, "e-1", "f", 1, "{}")));
        Add(records, buffer => OperationCodec.Write(buffer, new OperationChange
        {
            Ordinal = 1,
            Action = OperationAction.Start,
            At = 10,
            Mention = new OperationMention(1, 0, 0, OperationType.Context, "Parallel", "scope"),
        }));
        Add(records, buffer => RecordCodec.WritePosition(buffer, 2, 2, 1));
        Add(records, static buffer => StatusRecord.Write(buffer, new StatusRecord(15, "\"says\"", [(0, 1), (2, 3)])));
        Add(records, buffer => OperationCodec.Write(buffer, new OperationChange
        {
            Ordinal = 3,
            Action = OperationAction.Start,
            At = 30,
            DelayMilliseconds = 60_000,
            Mention = new OperationMention(1, 2, 1, OperationType.Wait, "Wait", null),
        }));
        Add(records, buffer => OperationCodec.Write(buffer, new OperationChange
        {
            Ordinal = 4,
            Action = OperationAction.Retry,
            At = 40,
            StartedAt = 35,
            DelayMilliseconds = 5000,
            Error = new DurableError("E", "m", null, ["a", "b"]),
            Mention = new OperationMention(2, 0, 0, OperationType.Step, "Step", "s"),
        }));
        return records.Written.ToArray();
    }

    private static void Add(RecordBuffer records, Action<RecordBuffer> write)
    {
        var record = new RecordBuffer();
        write(record);
        records.WriteVarint(record.Length);
        records.WriteBytes(record.Written);
    }
}
