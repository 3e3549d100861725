using System.Text.Json;

namespace DurableParallel.Cli.Tests;

/// <summary>What a run of the program came to.</summary>
internal sealed record Dpar(int ExitCode, string Output, string Errors)
{
    /// <summary>The lines of the output.</summary>
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The lines of the output as JSON.</summary>
    public IReadOnlyList<JsonElement> Objects => [.. Lines.Select(static line => JsonSerializer.Deserialize<JsonElement>(line))];

    /// <summary>Runs it in this process, with its output in a pipe.</summary>
    public static async Task<Dpar> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var code = await new DparProgram().RunAsync(arguments, output, errors);
        return new Dpar(code, output.ToString(), errors.ToString());
    }
}
