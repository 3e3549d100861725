using System.Text;
using DurableParallel.Engine;
using DurableParallel.Records;

namespace DurableParallel.Server.Api;

/// <summary>Callbacks that the outside completes.</summary>
internal sealed class CallbackApi(DurableEngine engine)
{
    private const int ResultLimit = 256 * 1024;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public async Task SucceedAsync(ApiRequest request, string id)
    {
        var body = await request.ReadBodyAsync(ResultLimit).ConfigureAwait(false);
        string? result;
        try
        {
            result = body.Length == 0 ? null : StrictUtf8.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            throw ApiException.InvalidParameter("Result must be text in UTF-8.");
        }

        await SignalAsync(request, id, () => engine.SucceedCallbackWithPayloadAsync(id, result, request.Aborted)).ConfigureAwait(false);
    }

    public async Task FailAsync(ApiRequest request, string id)
    {
        var error = WireErrors.Read(await request.ReadBodyAsync(ResultLimit).ConfigureAwait(false));
        await SignalAsync(request, id, () => engine.FailCallbackAsync(id, error ?? new DurableError("", ""), request.Aborted)).ConfigureAwait(false);
    }

    public Task HeartbeatAsync(ApiRequest request, string id) => SignalAsync(request, id, () => engine.HeartbeatCallbackAsync(id, request.Aborted));

    private static async Task SignalAsync(ApiRequest request, string id, Func<Task> signalAsync)
    {
        if (!CallbackId.TryParse(id, out _))
        {
            throw ApiException.InvalidParameter("Invalid callback id.");
        }

        try
        {
            await signalAsync().ConfigureAwait(false);
        }
        catch (CallbackClosedException closed)
        {
            throw ApiException.CallbackClosed(closed.Message);
        }
        catch (CallbackNotFoundException missing)
        {
            throw ApiException.NotFound(missing.Message);
        }

        await ApiResponse.WriteEmptyAsync(request.Http).ConfigureAwait(false);
    }
}
