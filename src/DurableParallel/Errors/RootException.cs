using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Text.Json;

namespace DurableParallel.Errors;

/// <summary>
/// The root of a failure as an exception. Common ones of .NET are made again; all others have a stand-in, as an error
/// may come from outside, which must not choose what code runs, and its type may not be in this program.
/// </summary>
internal static class RootException
{
    private static readonly Dictionary<string, Func<string, Exception>> Known = new(StringComparer.Ordinal);

    [SuppressMessage("Usage", "CA2201", Justification = "They were thrown once.")]
    static RootException()
    {
        Add(static message => new Exception(message));
        Add(static message => new ArgumentException(message));
        Add(static message => new ArgumentNullException(paramName: null, message));
        Add(static message => new ArgumentOutOfRangeException(paramName: null, message));
        Add(static message => new ArithmeticException(message));
        Add(static message => new DirectoryNotFoundException(message));
        Add(static message => new DivideByZeroException(message));
        Add(static message => new EndOfStreamException(message));
        Add(static message => new FileNotFoundException(message));
        Add(static message => new FormatException(message));
        Add(static message => new HttpRequestException(message));
        Add(static message => new IndexOutOfRangeException(message));
        Add(static message => new InvalidCastException(message));
        Add(static message => new InvalidDataException(message));
        Add(static message => new InvalidOperationException(message));
        Add(static message => new IOException(message));
        Add(static message => new JsonException(message));
        Add(static message => new KeyNotFoundException(message));
        Add(static message => new NotImplementedException(message));
        Add(static message => new NotSupportedException(message));
        Add(static message => new NullReferenceException(message));
        Add(static message => new ObjectDisposedException(objectName: null, message));
        Add(static message => new OperationCanceledException(message));
        Add(static message => new OverflowException(message));
        Add(static message => new TaskCanceledException(message));
        Add(static message => new TimeoutException(message));
        Add(static message => new UnauthorizedAccessException(message));
    }

    public static Exception Of(DurableError error)
    {
        if (!Known.TryGetValue(error.ErrorType, out var make))
        {
            return new RecordedException(error);
        }

        var made = make(error.ErrorMessage);
        return error.StackTrace is { Count: > 0 } ? ExceptionDispatchInfo.SetRemoteStackTrace(made, ErrorText.StackOf(error)) : made;
    }

    private static void Add<TException>(Func<string, TException> make)
        where TException : Exception => Known.Add(ExceptionTypes.NameOf(typeof(TException)), make);
}
