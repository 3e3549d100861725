using DurableParallel.Engine.Schedules;

namespace DurableParallel.Engine.Tests.Schedules;

public sealed class ScheduleTimesTests
{
    private const string Berlin = "Europe/Berlin";

    [Test]
    public void NextTimes_OfACronExpression_AreThoseOfItsTimeZone() =>
        Next(ScheduleSpec.OfCron("f", "30 9 * * MON-FRI", Berlin), "2026-01-01T00:00:00Z", 3)
            .Should().Equal("2026-01-01T08:30:00Z", "2026-01-02T08:30:00Z", "2026-01-05T08:30:00Z");

    [Test]
    public void NextTimes_WithSeconds_AreRead() =>
        Next(ScheduleSpec.OfCron("f", "*/20 * * * * *"), "2026-01-01T00:00:00Z", 3).Should().Equal("2026-01-01T00:00:20Z", "2026-01-01T00:00:40Z", "2026-01-01T00:01:00Z");

    [Test]
    public void NextTimes_InAGapOfSummerTime_AreMovedBehindIt() =>
        Next(ScheduleSpec.OfCron("f", "30 2 * * *", Berlin), "2026-03-28T12:00:00Z", 2)
            .Should().Equal(["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"], "02:30 is not there, and 03:00 is the first time that is");

    [Test]
    public void NextTimes_InTheHourThatComesTwice_AreOnceForATimeOfDay() =>
        Next(ScheduleSpec.OfCron("f", "30 2 * * *", Berlin), "2026-10-24T12:00:00Z", 2).Should().Equal("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");

    [Test]
    public void NextTimes_OfAnIntervalInTheHourThatComesTwice_AreInBoth() =>
        Next(ScheduleSpec.OfCron("f", "*/30 2 * * *", Berlin), "2026-10-24T12:00:00Z", 4)
            .Should().Equal("2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z");

    [TestCase("2026-01-01T00:00:00Z", "2026-01-01T00:15:00Z")]
    [TestCase("2026-01-01T00:14:59.999Z", "2026-01-01T00:15:00Z")]
    [TestCase("1969-12-31T23:50:00Z", "1970-01-01T00:00:00Z")]
    [TestCase("1969-12-31T23:45:00Z", "1970-01-01T00:00:00Z")]
    public void NextTimes_OfAnInterval_AreItsMultiples(string after, string expected) =>
        Next(ScheduleSpec.Every("f", TimeSpan.FromMinutes(15)), after, 1).Should().Equal(expected);

    [Test]
    public void NextTimes_OfAnExpressionThatHasNone_AreNone() => Next(ScheduleSpec.OfCron("f", "0 0 30 2 *"), "2026-01-01T00:00:00Z", 1).Should().BeEmpty();

    [TestCase("", "UTC", "*is no cron expression*")]
    [TestCase("* * *", "UTC", "*is no cron expression*")]
    [TestCase("99 * * * *", "UTC", "*is no cron expression*")]
    [TestCase("* * * * *", "Mars/Olympus", "*no time zone 'Mars/Olympus'*")]
    public void ASpec_ThatIsNotValid_IsRefused(string cron, string zone, string message) =>
        FluentActions.Invoking(() => ScheduleSpec.OfCron("f", cron, zone).NextTimes(default, 1)).Should().Throw<ArgumentException>().WithMessage(message);

    [Test]
    public void ASpec_WithBothKindsOrNone_IsRefused()
    {
        FluentActions.Invoking(() => new ScheduleSpec { FunctionName = "f" }.NextTimes(default, 1)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => (ScheduleSpec.OfCron("f", "* * * * *") with { Interval = TimeSpan.FromMinutes(1) }).NextTimes(default, 1)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => ScheduleSpec.Every("f", TimeSpan.FromMilliseconds(1500))).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => ScheduleSpec.Every("f", TimeSpan.Zero)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void DelayOf_AScheduleAndATime_IsThatOfEveryVersion() =>
        ScheduleTimes.DelayOf("nightly", DateTimeOffset.UnixEpoch, TimeSpan.FromHours(1)).Should().Be(TimeSpan.FromMilliseconds(331269));

    [Test]
    public void DelayOf_AScheduleAndATime_IsAlwaysTheSameAndBelowTheJitter()
    {
        var jitter = TimeSpan.FromMinutes(10);
        var times = Enumerable.Range(0, 500).Select(i => DateTimeOffset.UnixEpoch.AddHours(i)).ToList();

        var delays = times.Select(time => ScheduleTimes.DelayOf("s", time, jitter)).ToList();

        delays.Should().OnlyContain(delay => delay >= TimeSpan.Zero && delay < jitter);
        delays.Should().Equal(times.Select(time => ScheduleTimes.DelayOf("s", time, jitter)));
        delays.Distinct().Should().HaveCountGreaterThan(450);
        ScheduleTimes.DelayOf("t", times[0], jitter).Should().NotBe(delays[0]);
        ScheduleTimes.DelayOf("s", times[0], TimeSpan.Zero).Should().Be(TimeSpan.Zero);
    }

    [Test]
    public void NameOf_ATime_FitsAnExecution() =>
        ScheduleTimes.NameOf(new string('s', DurableSchedules.LongestName), DateTimeOffset.UnixEpoch).Should().EndWith("-19700101T000000Z").And.Match(name => name.Length <= 64);

    private static IEnumerable<string> Next(ScheduleSpec spec, string after, int count) =>
        spec.NextTimes(DateTimeOffset.Parse(after, System.Globalization.CultureInfo.InvariantCulture), count).Select(time => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
}
