using DurableParallel.Errors;

namespace DurableParallel.Records;

/// <summary>What an execution may be called on the engine and in the test runner. The wire's rule is narrower: see <see cref="PlainName"/>.</summary>
internal static class ExecutionName
{
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    /// <exception cref="ArgumentException">The name is empty, too long, or has characters that no name has.</exception>
    public static void Check(string name, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        if (PlainName.Is(name))
        {
            return;
        }

        if (name.Length is 0 or > NameText.MaxLength)
        {
            throw Misuse.OfArgument(
                $"An execution's name has 1 to {NameText.MaxLength} characters, and this one has {name.Length}. DurableName.From(text) makes one of any text.",
                parameter);
        }

        if (NameText.WhyRefused(name) is { } refusal)
        {
            throw Misuse.OfArgument($"An execution's name has {refusal}. DurableName.From(text) makes one of any text.", parameter);
        }
    }
}
