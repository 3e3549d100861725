using System.CommandLine;
using DurableParallel.Cli.Client;

namespace DurableParallel.Cli.Commands;

/// <summary>The options that every command has.</summary>
internal static class GlobalOptions
{
    public const string UrlVariable = "DPAR_URL";
    public const string TokenVariable = "DPAR_TOKEN";

    public static Option<string?> Url { get; } = new("--url")
    {
        Description = $"The address of a console, or of the application that has it ({UrlVariable}, else {HttpConsole.DefaultUrl}). {TokenVariable} is sent as a bearer token.",
        HelpName = "url",
        Recursive = true,
    };

    public static Option<string?> Journal { get; } = new("--journal")
    {
        Description = "Reads this journal file instead, and changes nothing; its engine may run.",
        HelpName = "path",
        Recursive = true,
    };

    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Prints one JSON object a line.",
        Recursive = true,
    };

    /// <summary>Opens what is to be asked.</summary>
    /// <exception cref="CliException">Both were given, or it is not there.</exception>
    public static async Task<IConsoleClient> OpenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (url, journal) = (parsed.GetValue(Url), parsed.GetValue(Journal));
        if (url is not null && journal is not null)
        {
            throw CliException.Usage("--url and --journal exclude each other: give the one that is to be asked.");
        }

        return journal is not null
            ? await JournalConsole.OpenAsync(Path.GetFullPath(journal), cancellationToken)
            : await HttpConsole.OpenAsync(
                url ?? Variable(UrlVariable) ?? HttpConsole.DefaultUrl,
                Variable(TokenVariable),
                cancellationToken);
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
