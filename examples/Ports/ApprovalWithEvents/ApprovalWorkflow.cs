namespace DurableParallel.Ports.ApprovalWithEvents;

/// <summary>
/// An approval that is escalated when nobody answers in time. After ApprovalWorkflow, the human interaction pattern of Azure's Durable
/// Functions: its orchestrator races an external event against a timer, and cancels the timer when the event has won.
/// </summary>
internal static class ApprovalWorkflow
{
    public static async Task<string> RunAsync(DurableContext ctx, Request request)
    {
        await ctx.StepAsync("request-approval", () => Office.RequestApproval(request));
        try
        {
            var isApproved = await ctx.WaitForEventAsync<bool>("approval", request.Patience);
            return await ctx.StepAsync("process-approval", () => Office.ProcessApproval(request, isApproved));
        }
        catch (EventTimedOutException)
        {
            return await ctx.StepAsync("escalate", () => Office.Escalate(request));
        }
    }
}
