using System.Text.Json.Nodes;

namespace DurableParallel.Server.Tests.Sdk;

/// <summary>What is to be seen of an execution: how it ended, its history, and what its code noted.</summary>
internal sealed record SdkRun(string Arn, JsonObject Shown, IReadOnlyList<JsonObject> Events, IReadOnlyList<string> Lines)
{
    /// <summary>The history in the words of <see cref="Raw.RawScript"/>, with the names of operations for their ids.</summary>
    public string History { get; } = SdkHistory.Describe(Events);

    public string? Status => (string?)Shown[nameof(Status)];

    public string? Result => (string?)Shown[nameof(Result)];

    /// <summary>The event that a word of the history stands for, the first such.</summary>
    public JsonObject Event(string word)
    {
        var index = Array.IndexOf(History.Split(' '), word);
        index.Should().BeGreaterThanOrEqualTo(0, $"'{word}' is in {History}");
        return Events[index];
    }

    public JsonObject Details(string word)
    {
        var e = Event(word);
        return e[$"{(string)e["EventType"]!}Details"]!.AsObject();
    }

    /// <summary>The result that is recorded with an event, as it is on the wire.</summary>
    public string? Payload(string word)
    {
        var result = Details(word)[nameof(Result)]!.AsObject();
        ((bool?)result["Truncated"]).Should().BeFalse();
        return (string?)result["Payload"];
    }

    public string? ErrorType(string word)
    {
        var error = Details(word)["Error"]!["Payload"]!.AsObject();
        ((string?)error["ErrorMessage"]).Should().NotBeNullOrEmpty();
        return (string?)error["ErrorType"];
    }
}
