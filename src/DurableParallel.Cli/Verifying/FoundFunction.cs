namespace DurableParallel.Cli.Verifying;

/// <summary>A durable function of an assembly, and what it may be called by.</summary>
internal sealed record FoundFunction(string Name, IReadOnlyList<string> Names, Func<DurableFunction> Make)
{
    /// <summary>Whether the name is one of its names; hyphens and cases do not matter, since names of functions have other habits than those of types.</summary>
    public bool IsCalled(string name) => Names.Any(own => string.Equals(Plain(own), Plain(name), StringComparison.Ordinal));

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
