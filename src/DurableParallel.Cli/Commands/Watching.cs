using System.CommandLine;
using Spectre.Console;

namespace DurableParallel.Cli.Commands;

/// <summary>Prints something again and again, on the same place of a terminal.</summary>
internal static class Watching
{
    private const double Default = 2;

    public static Option<double?> Option() => new("--watch")
    {
        Description = $"Prints it again every so many seconds, until Ctrl-C ({Default:0}).",
        HelpName = "seconds",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = static result => result.Tokens.Count == 0 ? Default : ReadSeconds(result.Tokens[0].Value),
    };

    /// <summary>Prints once, or, where the option is given, until it is canceled.</summary>
    public static async Task<int> RunAsync(CommandCall call, Option<double?> option, Func<CancellationToken, Task<int>> printAsync, CancellationToken cancellationToken)
    {
        if (call.Get(option) is not { } seconds)
        {
            return await printAsync(cancellationToken);
        }

        if (seconds is not (>= 0.1 and <= 3_600))
        {
            throw CliException.Usage("--watch needs a number of seconds from 0.1 to 3600.");
        }

        while (true)
        {
            if (call.Output.IsTerminal && !call.Output.IsJson)
            {
                call.Output.Terminal.Clear();
            }

            await printAsync(cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, cancellationToken);
            await call.Client.RefreshAsync(cancellationToken);
        }
    }

    private static double? ReadSeconds(string text) =>
        double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var seconds) ? seconds : double.NaN;
}
