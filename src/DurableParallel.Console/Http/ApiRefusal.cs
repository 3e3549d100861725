using Microsoft.AspNetCore.Http;

namespace DurableParallel.Console.Http;

/// <summary>A request that is refused: its status, a code for programs, and a sentence for people.</summary>
internal sealed class ApiRefusal(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    public static ApiRefusal BadRequest(string message) => new(StatusCodes.Status400BadRequest, "BadRequest", message);

    public static ApiRefusal Forbidden(string message) => new(StatusCodes.Status403Forbidden, "Forbidden", message);

    public static ApiRefusal ReadOnly(string message) => new(StatusCodes.Status403Forbidden, "ReadOnly", message);

    public static ApiRefusal NotFound(string message) => new(StatusCodes.Status404NotFound, "NotFound", message);

    public static ApiRefusal Conflict(string message) => new(StatusCodes.Status409Conflict, "Conflict", message);

    public static ApiRefusal NoExecution(string name) => NotFound($"There is no execution '{Shown(name)}'. It may have been purged.");

    /// <summary>A text of a request, as a message repeats it: of a bounded length.</summary>
    public static string Shown(string text) => text.Length <= 300 ? text : string.Concat(text.AsSpan(0, 300), "…");
}
