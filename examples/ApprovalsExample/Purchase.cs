namespace DurableParallel.Examples;

/// <summary>Asks everybody at once, and goes on with the second approval.</summary>
internal static class Purchase
{
    private const int Quorum = 2;

    public static IReadOnlyList<string> Approvers { get; } = ["anna", "ben", "carla"];

    public static async Task<string> ApproveAsync(DurableContext ctx, string what)
    {
        await using var p = ctx.Parallel("approvals", c => c.MinSuccessful(Quorum));
        var approvals = Approvers.Select(approver => p.Branch(approver, b => b.WaitForCallbackAsync<string>(
            approver,
            (callbackId, _) => Mail.SendAsync(approver, $"May we buy {what}? Answer with {callbackId}."),
            new WaitForCallbackConfig { Timeout = TimeSpan.FromDays(3) }))).ToList();
        var result = await p.JoinAsync();

        var answers = approvals.Where(approval => approval.Status == BranchStatus.Succeeded).Select(approval => $"{approval.Name} says '{approval.Result}'");
        var released = approvals.Where(approval => approval.Status == BranchStatus.Canceled).Select(approval => approval.Name);
        return $"{what} is approved ({result.CompletionReason}): {string.Join(" and ", answers)}; {string.Join(", ", released)} need not answer any more";
    }
}
