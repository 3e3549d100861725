using DurableParallel.Errors;

namespace DurableParallel;

/// <summary>
/// This build cannot read what is on record of an execution: its input, or what one of its operations ended with. That is
/// a matter of the build and never the function's failure, so it is not thrown into user code, where a catch would take it
/// for one: the handle, the test runner and the log carry it. The execution goes on with a build that reads the record.
/// </summary>
public sealed class UnreadableRecordException : DurableException
{
    internal UnreadableRecordException(string subject, string? operationPath, string expected, Exception cause)
        : base(ErrorCodes.NotReadByThisBuild, Explain(subject, expected, cause), RootOf(cause))
    {
        OperationPath = operationPath;
        ExpectedType = expected;
        Member = UnreadableMember.Of(RootOf(cause));
    }

    /// <summary>The record itself is not what it must be.</summary>
    internal UnreadableRecordException(string explanation, string operationPath, string expected)
        : base(ErrorCodes.RecordUnreadable, explanation)
    {
        OperationPath = operationPath;
        ExpectedType = expected;
    }

    /// <summary>The operation whose record it is, in names from the function down, for example "checks/validate/rules"; null for the execution's input.</summary>
    public string? OperationPath { get; }

    /// <summary>The full name of the type that the record was to be read as; of a damaged one, what it should have been.</summary>
    public string ExpectedType { get; }

    /// <summary>The member of the payload that could not be read, as the serializer names it; null where it names none.</summary>
    public string? Member { get; }

    private static string Explain(string subject, string expected, Exception cause)
    {
        var error = ErrorRecorder.FromException(RootOf(cause));
        var member = UnreadableMember.Of(RootOf(cause)) is { } name ? $"member '{name}', " : "";
        return $"{subject} is on record, and this build cannot read it as {expected}: {member}{error.ErrorType}: {error.ErrorMessage.TrimEnd('.')}. "
            + "The function has not failed: the execution goes on with a build that reads the record. "
            + "Let the type accept what was written, give the operation the serializer that wrote it, or register the changed code as a new version.";
    }

    // Our own serializers wrap what the reader threw, and say no more than this exception does.
    private static Exception RootOf(Exception cause) =>
        cause is DurableException { Code: ErrorCodes.PayloadUnreadable, InnerException: { } inner } ? inner : cause;
}
