using DurableParallel.Records;

namespace DurableParallel.Testing.InMemory;

/// <summary>How often news are told, as a fault plan has it.</summary>
internal sealed class NewsRepetition(FaultPlan faults)
{
    private readonly List<HostChange> _told = [];

    /// <summary>All that is to be told, in this order, because the host has changed this operation.</summary>
    public IEnumerable<HostChange> Of(OperationEntry changed)
    {
        var news = new HostChange(changed, changed.Record);
        var isRepeated = faults.AdmitDelivery();
        if (!isRepeated)
        {
            return [news];
        }

        if (faults.Kind != FaultKind.RepeatDeliveries)
        {
            return [news, Again(news)];
        }

        _told.Add(news);
        return [news, .. _told.ConvertAll(Again)];
    }

    private static HostChange Again(HostChange told) => new(told.Entry, told.Record) { IsDuplicate = true };
}
