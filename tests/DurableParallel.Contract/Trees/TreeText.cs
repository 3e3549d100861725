namespace DurableParallel.Contract.Trees;

/// <summary>How a scope's outcome reads, in the model and in the code.</summary>
internal static class TreeText
{
    public static string Of(CompletionReason reason, IEnumerable<string> branches) => $"{reason}[{string.Join('|', branches)}]";
}
