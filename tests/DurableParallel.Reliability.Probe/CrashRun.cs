using DurableParallel.Engine;

namespace DurableParallel.Reliability.Probe;

/// <summary>Starts one of the functions, or finds it, and lets it come to its end.</summary>
internal static class CrashRun
{
    /// <summary>What the effects say once the start of the execution was acknowledged.</summary>
    public const string Created = "created";

    public static async Task<string> ToEndAsync(DurableEngine engine, Effects effects, string function)
    {
        var functions = new CrashFunctions(effects, id => AnswerAsync(engine, id));
        engine.Register(function, functions.All[function].Run);
        var execution = await engine.StartWithPayloadAsync(function, function, inputPayload: null);
        effects.Acknowledge(Created);
        var ended = execution.GetResultAsync<string>();
        while (!ended.IsCompleted)
        {
            // Whoever was asked before a crash answers after it.
            foreach (var open in await execution.GetOpenCallbacksAsync())
            {
                await AnswerAsync(engine, open.CallbackId);
            }

            await Task.WhenAny(ended, Task.Delay(5));
        }

        return await ended;
    }

    /// <summary>Completes a callback, unless somebody has.</summary>
    public static async Task AnswerAsync(DurableEngine engine, string callbackId)
    {
        try
        {
            await engine.SucceedCallbackAsync(callbackId, "answered");
        }
        catch (CallbackClosedException)
        {
            // It was answered before.
        }
    }
}
