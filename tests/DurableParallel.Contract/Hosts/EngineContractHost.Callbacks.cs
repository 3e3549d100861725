using DurableParallel.Engine;

namespace DurableParallel.Contract.Hosts;

/// <content>The outside, which calls again when the process died in between.</content>
internal sealed partial class EngineContractHost
{
    public Task<CallbackAnswer> SucceedCallbackAsync(string callbackId, string? payload = null) =>
        AnswerAsync(engine => engine.SucceedCallbackWithPayloadAsync(callbackId, payload));

    public Task<CallbackAnswer> FailCallbackAsync(string callbackId, DurableError error) =>
        AnswerAsync(engine => engine.FailCallbackAsync(callbackId, error));

    public Task<CallbackAnswer> HeartbeatCallbackAsync(string callbackId) => AnswerAsync(engine => engine.HeartbeatCallbackAsync(callbackId));

    private async Task<CallbackAnswer> AnswerAsync(Func<DurableEngine, Task> action)
    {
        while (true)
        {
            try
            {
                await action(await EngineAsync());
                return CallbackAnswer.Accepted;
            }
            catch (CallbackClosedException)
            {
                return CallbackAnswer.Closed;
            }
            catch (CallbackNotFoundException)
            {
                return CallbackAnswer.Unknown;
            }
            catch (Exception gone) when (gone is EngineStoppedException or EngineFaultedException)
            {
                await Task.Yield();
            }
        }
    }
}
