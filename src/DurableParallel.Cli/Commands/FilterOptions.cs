using System.CommandLine;

namespace DurableParallel.Cli.Commands;

/// <summary>The options that choose executions; the API's filter.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string?> _function = new("--function") { Description = "Of this function.", HelpName = "name" };
    private readonly Option<int?> _version = new("--function-version") { Description = "Of this version of the function.", HelpName = "number" };
    private readonly Option<string[]> _status = new("--status") { Description = "Of this status; may be repeated.", HelpName = "status", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _state = new("--state") { Description = "In one of these states; may be repeated.", HelpName = "state", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _contains = new("--contains") { Description = "With this text in the name.", HelpName = "text" };
    private readonly Option<string[]> _tag = new("--tag") { Description = "With this tag; may be repeated, and all must fit.", HelpName = "key=value" };
    private readonly Option<string?> _tenant = new("--tenant") { Description = "Of this tenant.", HelpName = "name" };
    private readonly Option<string?> _startedAfter = Time("--started-after", "Started at or after this time.");
    private readonly Option<string?> _startedBefore = Time("--started-before", "Started before this time.");
    private readonly Option<string?> _endedAfter = Time("--ended-after", "Ended at or after this time.");
    private readonly Option<string?> _endedBefore = Time("--ended-before", "Ended before this time.");

    public FilterOptions()
    {
        _status.CompletionSources.Add("Running", "Succeeded", "Failed", "TimedOut", "Stopped", "ContinuedAsNew", "Canceled");
        _state.CompletionSources.Add("Blocked", "Retrying", "WaitingForCallback", "WaitingUntil", "Queued");
    }

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_function, _version, _status, _state, _contains, _tag, _tenant, _startedAfter, _startedBefore, _endedAfter, _endedBefore])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The query of the API; empty when nothing was chosen.</summary>
    public IReadOnlyList<(string Name, string? Value)> Read(ParseResult parsed)
    {
        List<(string Name, string? Value)> query =
        [
            ("function", parsed.GetValue(_function)),
            ("version", parsed.GetValue(_version)?.ToString()),
            ("contains", parsed.GetValue(_contains)),
            ("tenant", parsed.GetValue(_tenant)),
            ("startedAfter", Times.Read("--started-after", parsed.GetValue(_startedAfter))),
            ("startedBefore", Times.Read("--started-before", parsed.GetValue(_startedBefore))),
            ("endedAfter", Times.Read("--ended-after", parsed.GetValue(_endedAfter))),
            ("endedBefore", Times.Read("--ended-before", parsed.GetValue(_endedBefore))),
            .. (parsed.GetValue(_status) ?? []).Select(static value => ("status", (string?)value)),
            .. (parsed.GetValue(_state) ?? []).Select(static value => ("state", (string?)value)),
            .. (parsed.GetValue(_tag) ?? []).Select(static value => ("tag", (string?)value)),
        ];
        return [.. query.Where(static item => item.Value is not null)];
    }

    private static Option<string?> Time(string name, string description) =>
        new(name) { Description = $"{description} ISO 8601, or how long ago: 90s, 15m, 2h, 3d.", HelpName = "time" };
}
