using DurableParallel.Engine;
using Microsoft.AspNetCore.Http;

namespace DurableParallel.Console.Http;

/// <summary>What an exception means to who has asked.</summary>
internal static class Failures
{
    /// <summary>The refusal that an exception stands for; null when it is a fault of the console.</summary>
    public static ApiRefusal? Of(Exception fault) => fault switch
    {
        ApiRefusal refusal => refusal,
        BadHttpRequestException bad => new ApiRefusal(bad.StatusCode, "BadRequest", bad.Message),
        DurableException durable => new ApiRefusal(StatusOf(durable), durable.Code, durable.Message),
        ArgumentException wrong => ApiRefusal.BadRequest(WithoutParameter(wrong)),
        NotSupportedException not => ApiRefusal.Conflict(not.Message),
        _ => null,
    };

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
