using DurableParallel.Engine;
using Microsoft.AspNetCore.Http;

namespace DurableParallel.Console.Http;

/// <summary>What an exception means to who has asked.</summary>
internal static class Failures
{
    // Of a refusal, it is not always known whose records its text repeats.
    private static readonly PayloadOwner NoOwner = new("", "");

    /// <summary>The refusal that an exception stands for; null when it is a fault of the console.</summary>
    /// <param name="fault">The exception.</param>
    /// <param name="payloads">What the person who has asked may see: an engine's message may repeat what is on record.</param>
    public static ApiRefusal? Of(Exception fault, PayloadTexts payloads)
    {
        return fault switch
        {
            ApiRefusal refusal => refusal,
            BadHttpRequestException bad => new ApiRefusal(bad.StatusCode, "BadRequest", bad.Message),
            EngineReadOnlyException closed => ApiRefusal.ReadOnly(closed.Message),
            DurableException durable => new ApiRefusal(StatusOf(durable), durable.Code, Shown(durable.Message)),
            ArgumentException wrong => ApiRefusal.BadRequest(Shown(WithoutParameter(wrong))),
            NotSupportedException not => ApiRefusal.Conflict(Shown(not.Message)),
            _ => null,
        };

        string Shown(string message) => payloads.TextOf(message, PayloadKind.ErrorMessage, NoOwner);
    }

    private static int StatusOf(DurableException fault) => fault switch
    {
        ExecutionNotFoundException or CallbackNotFoundException or ScheduleNotFoundException or FunctionNotRegisteredException => StatusCodes.Status404NotFound,
        PayloadRefusedException or DurableLimitException => StatusCodes.Status400BadRequest,
        EngineStoppedException or EngineFaultedException or JournalDamagedException => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status409Conflict,
    };

    // Names of parameters are those of methods that a client does not know.
    private static string WithoutParameter(ArgumentException wrong) =>
        wrong.ParamName is { } parameter ? wrong.Message.Replace($" (Parameter '{parameter}')", "", StringComparison.Ordinal) : wrong.Message;
}
