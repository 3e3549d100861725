namespace DurableParallel.Contract.Trees;

/// <summary>How the outcomes of scopes and races read, in the model and in the code.</summary>
internal static class TreeText
{
    public static string OfRace(int winner) => $"race {winner}";

    public static string Of(CompletionReason reason, IEnumerable<string> branches) => $"{reason}[{string.Join('|', branches)}]";
}
