using System.Text;
using System.Text.RegularExpressions;
using DurableParallel.Records;

namespace DurableParallel.Testing.Histories;

/// <summary>Tells what is on record around a drift, and what has probably become of the code.</summary>
internal sealed partial class DriftStory(IReadOnlyList<HistoryEntry> entries)
{
    private const int Around = 3;

    /// <summary>The difference in a sentence, without the causes that are usual elsewhere.</summary>
    public static string Headline(NonDeterministicExecutionException drift) => Difference().Match(drift.Message) is { Success: true } match ? match.Value : drift.Message;

    public string Explain(NonDeterministicExecutionException drift) =>
        Difference().Match(drift.Message) is { Success: true } match && OperationId.TryParse(match.Groups["position"].Value, out var position)
            ? Explain(position, match.Groups["stored"].Value, match.Groups["asked"].Value)
            : "";

    private string Explain(OperationId position, string stored, string asked)
    {
        var siblings = entries.Where(entry => Equals(entry.Id.Parent, position.Parent) && !entry.Id.IsReserved).OrderBy(static entry => entry.Id.Number).ToList();
        var text = new StringBuilder("Likely cause: ").AppendLine(Cause(position, stored, asked, siblings)).Append("On record there:");
        foreach (var entry in siblings.Where(entry => Math.Abs(entry.Id.Number - position.Number) <= Around))
        {
            var record = entry.Record;
            text.AppendLine()
                .Append(entry.Id.Equals(position) ? "  > " : "    ")
                .Append(FormattableString.Invariant($"{entry.Id} {OperationPath.Describe(record.SubType, record.Name, PathOf(entry.Id))}: {record.Status}, begun {record.StartTimestamp:u}"));
        }

        return text.ToString();
    }

    private string PathOf(OperationId id) =>
        OperationPath.Of(id, position => entries.FirstOrDefault(entry => Equals(entry.Id, position)).Record?.Name);

    private string Cause(OperationId position, string stored, string asked, List<HistoryEntry> siblings)
    {
        var later = siblings.Find(entry => entry.Id.Number > position.Number && OperationPath.Describe(entry.Record.SubType, entry.Record.Name) == asked);
        if (later.Id is not null)
        {
            return $"{OperationPath.At(asked, later.Record.Name, PathOf(later.Id))} is on record ({later.Id}). {stored} was taken out in front of it, or moved behind it.";
        }

        var name = Quoted().Match(stored);
        if (name.Success && name.Value == Quoted().Match(asked).Value)
        {
            return "the name is the same and the kind is not: the operation was replaced by one of another kind.";
        }

        return $"{asked} was put in front of {stored}, or in its place, or {stored} was renamed.";
    }

    [GeneratedRegex(@"Operation '[^\n]*?' \((?<position>[0-9tc-]+)\) (is on record as|was) (?<stored>.+?), (and the code now asks for|which has no record.* asks for) (?<asked>the .+?)( there)?\.(?= |$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Difference();

    [GeneratedRegex("'.*'", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();
}
