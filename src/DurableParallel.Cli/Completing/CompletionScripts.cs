namespace DurableParallel.Cli.Completing;

/// <summary>Scripts for shells. Each asks the program itself, by its directive [suggest:POSITION], so that they never get old.</summary>
internal static class CompletionScripts
{
    private const string Bash =
        """
        # bash: eval "$(dpar completion bash)", for example in ~/.bashrc
        _dpar_complete() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(dpar "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _dpar_complete dpar
        """;

    private const string Zsh =
        """
        #compdef dpar
        # zsh: eval "$(dpar completion zsh)", for example in ~/.zshrc behind compinit
        _dpar_complete() {
            local -a candidates
            candidates=("${(@f)$(dpar "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -- "${candidates[@]}"
        }
        compdef _dpar_complete dpar
        """;

    private const string Fish =
        """
        # fish: dpar completion fish > ~/.config/fish/completions/dpar.fish
        function __dpar_complete
            dpar "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null
        end
        complete -c dpar -f -a '(__dpar_complete)'
        """;

    private const string PowerShell =
        """
        # pwsh: dpar completion pwsh | Out-String | Invoke-Expression, for example in $PROFILE
        Register-ArgumentCompleter -Native -CommandName dpar -ScriptBlock {
            param($word, $line, $position)
            dpar "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;

    public static string Of(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => PowerShell,
    };
}
