using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cronos;

namespace DurableParallel.Engine.Schedules;

/// <summary>When a schedule's executions are due, what they are called, and by how much each begins later. Pure.</summary>
internal sealed class ScheduleTimes
{
    private const int FieldsWithSeconds = 6;
    private readonly CronExpression? _cron;
    private readonly TimeZoneInfo _zone;
    private readonly long _interval;

    /// <exception cref="ArgumentException">The spec has no times, or has both kinds, or the expression or the time zone is not valid.</exception>
    public ScheduleTimes(ScheduleSpec spec)
    {
        if ((spec.Cron is null) == (spec.Interval is null))
        {
            throw new ArgumentException("A schedule has either a Cron expression or an Interval. Set one of them.", nameof(spec));
        }

        _interval = spec.Interval?.Ticks ?? 0;
        _zone = FindZone(spec.TimeZone);
        _cron = spec.Cron is { } cron ? Parse(cron) : null;
    }

    /// <summary>The first time after another one; null when there is none any more. By Cronos' rules where clocks are changed.</summary>
    public DateTimeOffset? After(DateTimeOffset time)
    {
        if (_cron is not null)
        {
            return _cron.GetNextOccurrence(time, _zone)?.ToUniversalTime();
        }

        // Multiples since 1970, so that they are the same whoever asks, and when.
        var ticks = (time - DateTimeOffset.UnixEpoch).Ticks;
        var next = (Math.DivRem(ticks, _interval, out var rest) + (rest < 0 ? 0 : 1)) * _interval;
        return DateTimeOffset.UnixEpoch.AddTicks(next);
    }

    /// <summary>By how much the execution of a time begins later: less than the jitter, and always the same for one schedule and time.</summary>
    public static TimeSpan DelayOf(string schedule, DateTimeOffset time, TimeSpan jitter)
    {
        if (jitter == TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(NameOf(schedule, time)));
        var part = (BinaryPrimitives.ReadUInt64LittleEndian(hash) >> 11) / (double)(1UL << 53);
        return TimeSpan.FromMilliseconds(Math.Floor(jitter.TotalMilliseconds * part));
    }

    /// <summary>What the execution of a time is called, for example "nightly-20300101T020000Z".</summary>
    public static string NameOf(string schedule, DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"{schedule}-{time.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}");

    /// <summary>What an execution is called that was asked for by hand, for example "nightly-20300101T020000123Z".</summary>
    public static string NameOfTriggered(string schedule, DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"{schedule}-{time.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}");

    private static TimeZoneInfo FindZone(string id)
    {
        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(id);
        }
        catch (Exception unknown) when (unknown is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new ArgumentException($"There is no time zone '{id}' on this machine. Use an IANA name, for example Europe/Berlin, and install the time zone data.", nameof(id), unknown);
        }
    }

    private static CronExpression Parse(string cron)
    {
        try
        {
            var fields = cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
            return CronExpression.Parse(cron, fields == FieldsWithSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard);
        }
        catch (CronFormatException invalid)
        {
            throw new ArgumentException($"'{cron}' is no cron expression: {invalid.Message} It has five fields, minute to day of the week, or six with seconds in front.", nameof(cron), invalid);
        }
    }
}
