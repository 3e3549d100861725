using System.Buffers.Binary;
using System.Text;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Records;

namespace DurableParallel.Engine.Listing;

/// <summary>A query as the index asks it: checked, and with times in milliseconds since 1970.</summary>
internal sealed class Selection
{
    private readonly ExecutionQuery _query;
    private readonly long _startedFrom;
    private readonly long _startedBelow;
    private readonly long _endedFrom;
    private readonly long _endedBelow;
    private readonly ExecutionStates _states;
    private readonly int _statuses;

    /// <exception cref="ArgumentException">A status is none, or a state.</exception>
    public Selection(ExecutionQuery query)
    {
        _query = query;
        Tags = TagSet.Of(query.Tags, nameof(query));
        Labels = [.. (Tags ?? TagSet.Empty).Select(static tag => (tag.Key, tag.Value)), .. query.TenantId is { } tenant ? [(TagIndexKeys.Tenant, tenant)] : Array.Empty<(string, string)>()];
        _startedFrom = query.StartedAfter is { } after ? Ceiling(after) : long.MinValue;
        _startedBelow = query.StartedBefore is { } before ? Ceiling(before) : long.MaxValue;
        _endedFrom = query.EndedAfter is { } endedAfter ? Ceiling(endedAfter) : long.MinValue;
        _endedBelow = query.EndedBefore is { } ended ? Ceiling(ended) : long.MaxValue;
        foreach (var status in query.Statuses ?? [])
        {
            if (!Enum.IsDefined(status))
            {
                throw new ArgumentException($"A status is one of {string.Join(", ", Enum.GetNames<ExecutionStatus>())}, and {(int)status} is none.", nameof(query));
            }

            _statuses |= Bit(status);
        }

        _statuses = _statuses == 0 ? ~0 : _statuses;

        // Runs that went on with another one are no executions of their own.
        _statuses &= ~Bit(ExecutionStatus.ContinuedAsNew);
        if (query.EndedBefore is not null || query.EndedAfter is not null)
        {
            _statuses &= ~NotEnded;
        }

        _states = StateSet.Of(query.States, nameof(query));
        if (_states != ExecutionStates.None)
        {
            _statuses &= NotEnded;
        }
    }

    private Selection(Selection wider)
    {
        (_query, Tags, Labels, _states) = (wider._query, wider.Tags, wider.Labels, wider._states);
        (_startedFrom, _startedBelow, _endedFrom, _endedBelow) = (wider._startedFrom, wider._startedBelow, wider._endedFrom, wider._endedBelow);
        _statuses = wider._statuses & NotEnded;
    }

    public bool IsDescending => _query.Descending;

    /// <summary>The one name that it means; null when it may mean several.</summary>
    public string? Name => _query.Name;

    /// <summary>The tags that it asks for; null for none.</summary>
    public TagSet? Tags { get; }

    /// <summary>What the index of tags is asked for: the tags, and the tenant as one more.</summary>
    public IReadOnlyList<(string Key, string Value)> Labels { get; }

    /// <summary>Whether it means none that has ended.</summary>
    public bool IsOfNotEnded => (_statuses & ~NotEnded) == 0;

    /// <summary>The same without those that have ended.</summary>
    public Selection OfNotEnded() => new(this);

    public bool Means(ExecutionStatus status) => (_statuses & Bit(status)) != 0;

    public bool Means(IListedExecution execution, in ExecutionFacts facts) =>
        facts.IsVisible
        && Means(facts.Status)
        && facts.StartedAt >= _startedFrom
        && facts.StartedAt < _startedBelow
        && (facts.EndedAt is not { } ended || (ended >= _endedFrom && ended < _endedBelow))
        && (_query.Version is null || execution.Version == _query.Version)
        && (_query.FunctionName is null || execution.FunctionName == _query.FunctionName)
        && (_query.Name is null || RunName.ExecutionOf(execution.Name) == _query.Name)
        && (_query.NamePrefix is null || execution.Name.StartsWith(_query.NamePrefix, StringComparison.Ordinal))
        && (string.IsNullOrEmpty(_query.NameContains) || RunName.ExecutionOf(execution.Name).Contains(_query.NameContains, StringComparison.Ordinal))
        && (_query.TenantId is null || string.Equals(execution.Terms?.TenantId, _query.TenantId, StringComparison.Ordinal))
        && (Tags is null || execution.Terms?.Tags?.HasAll(Tags) == true)
        && (_states == ExecutionStates.None || (execution.ReadStates() & _states) != ExecutionStates.None);

    /// <summary>Whether it means those of a kind, by all that they have in common.</summary>
    public bool Means(EndedKind kind) =>
        Means(kind.Status)
        && (_query.FunctionName is null || kind.FunctionName == _query.FunctionName)
        && (_query.Version is null || kind.Version == _query.Version);

    /// <summary>The parts of names that it asks for, and whether each is the beginning.</summary>
    public IEnumerable<(string Text, bool IsPrefix)> NameParts
    {
        get
        {
            if (!string.IsNullOrEmpty(_query.NameContains))
            {
                yield return (_query.NameContains, false);
            }

            if (!string.IsNullOrEmpty(_query.NamePrefix))
            {
                yield return (_query.NamePrefix, true);
            }
        }
    }

    /// <summary>How many of a group it means by their times.</summary>
    public Coverage CoverageOf(in ListRanges group) =>
        group.LastStart < _startedFrom || group.FirstStart >= _startedBelow || group.FirstEnd >= _endedBelow || group.LastEnd < _endedFrom
            ? Coverage.None
            : group.FirstStart >= _startedFrom && group.LastStart < _startedBelow && group.FirstEnd >= _endedFrom && group.LastEnd < _endedBelow
                ? Coverage.All
                : Coverage.Some;

    /// <summary>How many of a group it means by their names.</summary>
    public Coverage NamesOf(in ListRanges group)
    {
        var contained = string.IsNullOrEmpty(_query.NameContains) ? Coverage.All : Coverage.Some;
        if (string.IsNullOrEmpty(_query.NamePrefix))
        {
            return contained;
        }

        var first = group.FirstName!.StartsWith(_query.NamePrefix, StringComparison.Ordinal);
        var last = group.LastName!.StartsWith(_query.NamePrefix, StringComparison.Ordinal);
        return (!first && string.CompareOrdinal(group.FirstName, _query.NamePrefix) > 0) || string.CompareOrdinal(group.LastName, _query.NamePrefix) < 0
            ? Coverage.None
            : first && last ? contained : Coverage.Some;
    }

    /// <summary>Tells lists of different queries apart, and of different journals.</summary>
    public uint Fingerprint(string journalId)
    {
        var numbers = new byte[6 * sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, _startedFrom);
        BinaryPrimitives.WriteInt64LittleEndian(numbers.AsSpan(sizeof(long)), _startedBelow);
        BinaryPrimitives.WriteInt64LittleEndian(numbers.AsSpan(2 * sizeof(long)), _endedBelow);
        BinaryPrimitives.WriteInt64LittleEndian(numbers.AsSpan(3 * sizeof(long)), ((long)_statuses << 1) | (IsDescending ? 1L : 0));
        BinaryPrimitives.WriteInt64LittleEndian(numbers.AsSpan(4 * sizeof(long)), _endedFrom);
        BinaryPrimitives.WriteInt64LittleEndian(numbers.AsSpan(5 * sizeof(long)), ((long)_states << 56) | (_query.Version ?? -2L) & 0xFFFFFFFFFFFFL);
        return CommitFrame.Checksum([.. numbers, .. Encoding.UTF8.GetBytes($"{journalId}\0{_query.FunctionName}\0{_query.NamePrefix}\0{_query.NameContains}\0{_query.Name}\0{_query.TenantId}\0{string.Join('\0', (Tags ?? TagSet.Empty).Select(static tag => $"{tag.Key}\0{tag.Value}"))}")]);
    }

    private static int NotEnded => Bit(ExecutionStatus.Running) | Bit(ExecutionStatus.Blocked);

    private static int Bit(ExecutionStatus status) => 1 << (int)status;

    private static long Ceiling(DateTimeOffset time)
    {
        var milliseconds = time.ToUnixTimeMilliseconds();
        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) < time ? milliseconds + 1 : milliseconds;
    }
}
