using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DurableParallel.Errors;

/// <summary>
/// Marks the exceptions that say that code uses the library wrongly. They keep the types of .NET; the mark goes with them,
/// on record too, so that no retry strategy is asked: the same code would fail the same way in every attempt.
/// </summary>
internal static class Misuse
{
    private const string Key = "DurableParallel.Misuse";

    public static InvalidOperationException Of(string message) => Mark(new InvalidOperationException(message));

    public static ArgumentException OfArgument(string message, string? parameter = null) => Mark(new ArgumentException(message, parameter));

    public static ArgumentOutOfRangeException OfRange(string parameter, object? found, string message) =>
        Mark(new ArgumentOutOfRangeException(parameter, found, message));

    public static TException Mark<TException>(TException exception)
        where TException : Exception
    {
        exception.Data[Key] = true;
        return exception;
    }

    public static void ThrowIfNull([NotNull] object? argument, [CallerArgumentExpression(nameof(argument))] string? parameter = null)
    {
        if (argument is null)
        {
            throw Mark(new ArgumentNullException(parameter));
        }
    }

    /// <summary>Whether an exception, something that caused it, or the recorded error of either is marked.</summary>
    public static bool IsIn(Exception exception) => IsMarked(exception) || CauseChain.Of(exception).Exists(IsMarked);

    private static bool IsMarked(Exception exception)
    {
        if (CauseChain.RecordedErrorOf(exception) is { } recorded)
        {
            return ErrorFacts.Read(recorded).IsMisuse;
        }

        try
        {
            return exception.Data.Contains(Key);
        }
        catch (Exception)
        {
            // Data is virtual, so it is user code, and an exception of ours keeps that of .NET.
            return false;
        }
    }
}
