using System.Text.Json;
using DurableParallel.Console.Api;

namespace DurableParallel.Console.Http;

/// <summary>A refusal as it is answered.</summary>
internal static class RefusalText
{
    public static string Of(ApiRefusal refusal) =>
        JsonSerializer.Serialize(new ErrorAnswer { Error = new ErrorBody { Code = refusal.Code, Message = refusal.Message } }, ConsoleJson.Default.ErrorAnswer);
}
