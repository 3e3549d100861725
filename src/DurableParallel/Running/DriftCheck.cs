using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel.Running;

/// <summary>Holds what the code asks for against what is on record, and says the difference in a sentence.</summary>
internal static class DriftCheck
{
    /// <summary>Whether kind and name are those on record.</summary>
    /// <param name="asked">What the code asks for.</param>
    /// <param name="stored">What is on record.</param>
    /// <param name="mayBeStandard">Whether a race or a retried block may be on record by the wire's subtype for it.</param>
    public static bool Fits(in OperationHeader asked, OperationRecord stored, bool mayBeStandard) =>
        stored.Type == asked.Type
        && (string.Equals(stored.SubType, asked.SubType, StringComparison.Ordinal)
            || (mayBeStandard && string.Equals(stored.SubType, OperationSubTypes.Standard(asked.SubType), StringComparison.Ordinal)))
        && string.Equals(stored.Name, asked.Name, StringComparison.Ordinal);

    /// <summary>For an operation in whose place another one is on record.</summary>
    public static string Differs(in OperationHeader asked, string path, OperationRecord stored) =>
        $"{Place(asked, path)} is on record as {OperationPath.Describe(stored.SubType, stored.Name)}, and the code now asks for "
        + $"{OperationPath.Describe(asked.SubType, asked.Name)}.";

    /// <summary>For an operation in whose place a flat context was.</summary>
    public static string WasFlat(in OperationHeader asked, string path) =>
        $"{Place(asked, path)} was a flat context, which has no record of its own and has operations on record below it, and the code now asks for "
        + $"{OperationPath.Describe(asked.SubType, asked.Name)} there.";

    /// <summary>For a flat context in whose place an operation was.</summary>
    public static string IsFlatNow(in OperationHeader asked, string path, OperationRecord stored) =>
        $"{Place(asked, path)} is on record as {OperationPath.Describe(stored.SubType, stored.Name)}, and the code now asks for {OperationPath.Describe(asked.SubType, asked.Name)} "
        + "as a flat context, which has no record.";

    /// <summary>Both sides of a difference, for those who show them.</summary>
    public static DriftDifference SidesOf(in OperationHeader asked, string path, OperationRecord? stored) => new(
        asked.Id.Hex,
        path,
        stored is null ? null : new DriftDifference.Side(stored.Type, stored.SubType, stored.Name),
        new DriftDifference.Side(asked.Type, asked.SubType, asked.Name));

    /// <summary>For an operation that would begin in a finished context.</summary>
    public static string BeginsInRerun(string context, in OperationHeader asked, string path) =>
        $"{Capitalise(context)} has ended, and its code runs again for its result, which was too large to be kept. "
        + $"The code now asks for {OperationPath.Describe(asked.SubType, asked.Name)} at '{path}' ({asked.Id}), which is not on record.";

    /// <summary>For a finished context whose code does not come to its end again.</summary>
    public static string StuckInRerun(string context, string awaited) =>
        $"{Capitalise(context)} has ended, and its code runs again for its result, which was too large to be kept. "
        + $"The code now waits for {awaited}, which had not ended when the context did.";

    /// <summary>For a finished context whose code comes to another end.</summary>
    public static string RerunEndsOtherwise(string context, string stored, string found) =>
        $"{Capitalise(context)} is on record with {stored}, and its code, which ran again for it, now ends with {found}.";

    /// <summary>For a context that ended, or a scope that was joined, without asking for all that is on record below it.</summary>
    public static string MissingOperations(string context, int stored, int asked) =>
        $"{Counted.Of(stored, "operation is", "operations are")} on record below {context}, and the code now asks for {asked} of them.";

    /// <summary>For a context that an exception ended before it had asked for all that is on record below it.</summary>
    public static string EndedEarly(string context, DurableError error, int stored, int asked) =>
        $"{Capitalise(context)} ended with {error.ErrorType}: {error.ErrorMessage} "
        + $"({Counted.Of(stored, "operation is", "operations are")} on record below it, and the code now asks for {asked} of them).";

    public static string BranchesDiffer(string scope, string difference) => $"The branches of {scope} are not those on record: {difference}";

    public static string WinnerMissing(in OperationHeader asked, string path, int winner, int raced) =>
        $"Operation {winner} of the list has won {InPlace(asked, path)}, and the code now races {Counted.Of(raced, "operation")}.";

    /// <summary>For a race whose record names no winner.</summary>
    public static UnreadableRecordException UnreadableWinner(in OperationHeader asked, string path) =>
        new($"{Capitalise(InPlace(asked, path))} has ended, and its record does not say which operation has won. "
            + "The journal is damaged; restore it from a copy.", path, "the number of an operation");

    /// <summary>For an operation whose record is not there although the record above it says that it must be.</summary>
    public static UnreadableRecordException MissingRecord(in OperationHeader asked, string path) =>
        new($"{Capitalise(InPlace(asked, path))} has ended according to its scope, and its own record is not there. "
            + "The journal has lost records; restore it from a copy.", path, "a record");

    // The position stands beside the path, as what is on record is looked up by it.
    private static string Place(in OperationHeader asked, string path) => $"Operation '{path}' ({asked.Id})";

    private static string InPlace(in OperationHeader asked, string path) => OperationPath.Describe(asked.SubType, asked.Name, path);

    private static string Capitalise(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
