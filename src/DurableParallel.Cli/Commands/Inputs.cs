using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DurableParallel.Cli.Commands;

/// <summary>Payloads as they are typed: text, @FILE, or - for the standard input.</summary>
internal static class Inputs
{
    private const long Largest = 64 * 1024 * 1024;

    /// <exception cref="CliException">There is no such file.</exception>
    public static async Task<string?> ReadAsync(string? text, CancellationToken cancellationToken)
    {
        if (text is "-")
        {
            return (await System.Console.In.ReadToEndAsync(cancellationToken)).TrimEnd('\n', '\r');
        }

        if (text is null || !text.StartsWith('@'))
        {
            return text;
        }

        var file = new FileInfo(text[1..]);
        return !file.Exists ? throw CliException.NotFound($"There is no file {file.FullName}.")
            : file.Length > Largest ? throw CliException.Usage($"{file.FullName} is larger than {Largest >> 20} MiB.")
            : await File.ReadAllTextAsync(file.FullName, Encoding.UTF8, cancellationToken);
    }

    /// <summary>An object of what is not null.</summary>
    public static string Body(params IEnumerable<(string Name, object? Value)> members)
    {
        var body = new JsonObject();
        foreach (var (name, value) in members)
        {
            if (value is not null)
            {
                body[name] = JsonSerializer.SerializeToNode(value);
            }
        }

        return body.ToJsonString();
    }

    /// <summary>Pairs of key=value.</summary>
    /// <exception cref="CliException">One of them is none.</exception>
    public static Dictionary<string, string>? Pairs(string option, string[]? texts)
    {
        if (texts is not { Length: > 0 })
        {
            return null;
        }

        Dictionary<string, string> pairs = new(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at < 1 || !pairs.TryAdd(text[..at], text[(at + 1)..]))
            {
                throw CliException.Usage($"{option} needs key=value, each key once, and '{text}' is not that.");
            }
        }

        return pairs;
    }
}
