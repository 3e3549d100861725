using System.Globalization;
using DurableParallel.Errors;
using Microsoft.AspNetCore.Http;

namespace DurableParallel.Server.Api;

/// <summary>A request is refused, with the wire's name and status for it.</summary>
internal sealed class ApiException(int status, string code, string message, string type = "User") : Exception(message)
{
    public int Status => status;

    /// <summary>The error's name on the wire.</summary>
    public string Code => code;

    /// <summary>Whose fault it is.</summary>
    public string Type => type;

    public static ApiException InvalidParameter(string message) => new(400, "InvalidParameterValueException", message);

    public static ApiException InvalidContent(string message) => new(400, "InvalidRequestContentException", message);

    public static ApiException NotFound(string message) => new(404, "ResourceNotFoundException", message);

    public static ApiException NoWorker(string function, TimeSpan timeout) => new(
        502,
        "ResourceNotReadyException",
        ErrorPages.Append(
            ServerErrorCodes.NoWorker,
            string.Create(CultureInfo.InvariantCulture, $"No worker of the function '{function}' has attached within {timeout.TotalSeconds} s, and nothing was started. ")
            + "Start a worker, or invoke the function as an event, which waits for one."),
        "Service");

    public static ApiException TooLarge(long limit) =>
        new(413, "RequestTooLargeException", $"Request must be smaller than {limit} bytes for this operation.");

    public static ApiException AlreadyStarted(string name) => new(
        409,
        "DurableExecutionAlreadyStartedException",
        $"A durable execution with the name '{name}' was already started with another payload. Choose another name, or give the same payload.");

    public static ApiException CallbackClosed(string message) => new(400, "CallbackTimeoutException", message);

    public static ApiException Unavailable(string message) => new(500, "ServiceException", message, "Service");

    public static ApiException UnknownOperation(HttpRequest request) =>
        new(404, "UnknownOperationException", $"There is no operation {ApiRequest.Shown(request.Method)} {ApiRequest.Shown(request.Path)}.");

    public static ApiException AccessDenied(string message) => new(403, "AccessDeniedException", message);
}
