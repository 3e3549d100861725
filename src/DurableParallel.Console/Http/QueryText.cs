using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace DurableParallel.Console.Http;

/// <summary>Reads the query of a request, and refuses what is no such value.</summary>
internal sealed class QueryText(IQueryCollection query)
{
    private const int LongestValue = 4096;
    private const int MostValues = 1000;

    /// <exception cref="ApiRefusal">It has a parameter that the route does not take, or one too often, or too long.</exception>
    public void Check(QueryRules rules)
    {
        foreach (var (name, values) in query)
        {
            if (rules.Parameters.FirstOrDefault(parameter => parameter.Name == name) is not { } known)
            {
                var taken = rules.Parameters.Count == 0 ? "none" : string.Join(", ", rules.Parameters.Select(static parameter => parameter.Name));
                throw ApiRefusal.BadRequest($"There is no query parameter '{ApiRefusal.Shown(name)}' here. This route takes: {taken}.");
            }

            if (values.Count > (known.Repeats ? MostValues : 1))
            {
                throw ApiRefusal.BadRequest($"The query parameter '{name}' is there {values.Count} times, and {(known.Repeats ? MostValues : 1)} is the most.");
            }

            if (values.Any(static value => value?.Length > LongestValue))
            {
                throw ApiRefusal.BadRequest($"The query parameter '{name}' is longer than {LongestValue} characters.");
            }
        }
    }

    /// <summary>The value; null when it is not there or empty.</summary>
    public string? Text(string name) => query[name] is [{ Length: > 0 } value, ..] ? value : null;

    public IReadOnlyList<string> Texts(string name) => [.. query[name].OfType<string>().Where(static value => value.Length > 0)];

    /// <exception cref="ApiRefusal">It is no number in the range.</exception>
    public int Number(string name, int otherwise, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw ApiRefusal.BadRequest($"{name} must be a whole number from {least} to {most}; found '{ApiRefusal.Shown(text)}'.");
    }

    /// <exception cref="ApiRefusal">It is no number in the range.</exception>
    public int? NumberOrNull(string name, int least, int most) => Text(name) is null ? null : Number(name, 0, least, most);

    /// <exception cref="ApiRefusal">It is neither true nor false.</exception>
    public bool Flag(string name) => Text(name) switch
    {
        null or "false" => false,
        "true" => true,
        var other => throw ApiRefusal.BadRequest($"{name} must be true or false; found '{ApiRefusal.Shown(other)}'."),
    };

    /// <exception cref="ApiRefusal">It is no time.</exception>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        // A plus sign that was not encoded arrives as a space.
        return DateTimeOffset.TryParse(text.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) && text.Contains('T', StringComparison.Ordinal)
            ? time
            : throw ApiRefusal.BadRequest($"{name} must be a time such as 2026-01-31T12:00:00Z; found '{ApiRefusal.Shown(text)}'.");
    }

    /// <exception cref="ApiRefusal">It is no name of the enumeration.</exception>
    public IReadOnlyList<T>? Names<T>(string name)
        where T : struct, Enum
    {
        var texts = Texts(name);
        return texts.Count == 0 ? null : [.. texts.Select(text => ParseName<T>(name, text)).Distinct()];
    }

    private static T ParseName<T>(string name, string text)
        where T : struct, Enum =>
        Array.IndexOf(Enum.GetNames<T>(), text) is >= 0 and var index
            ? Enum.GetValues<T>()[index]
            : throw ApiRefusal.BadRequest($"{name} must be one of {string.Join(", ", Enum.GetNames<T>())}; found '{ApiRefusal.Shown(text)}'.");
}
