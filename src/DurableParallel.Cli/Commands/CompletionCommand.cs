using System.CommandLine;
using DurableParallel.Cli.Completing;

namespace DurableParallel.Cli.Commands;

/// <summary>Prints a script that lets a shell complete commands, options and names.</summary>
internal sealed class CompletionCommand : Command
{
    private readonly Argument<string> _shell = new("shell") { Description = "bash, zsh, fish or pwsh." };

    public CompletionCommand()
        : base("completion", "Prints the script that lets a shell complete this program's commands, options and names of executions.")
    {
        _shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        Arguments.Add(_shell);
        SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.WriteLine(CompletionScripts.Of(parsed.GetValue(_shell)!));
            return ExitCode.Succeeded;
        });
    }
}
