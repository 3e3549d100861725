namespace DurableParallel.Examples;

/// <summary>One function for each race.</summary>
internal static class Races
{
    private static readonly (string Name, int Price, TimeSpan Takes)[] Suppliers =
    [
        ("north", 50, TimeSpan.FromHours(1)),
        ("east", 40, TimeSpan.FromSeconds(1)),
        ("south", 30, TimeSpan.FromDays(1)),
    ];

    /// <summary>A step against a wait of a day: the wait loses, stays pending, and ends with the execution.</summary>
    public static async Task<string> DeadlineAsync(DurableContext ctx, string order)
    {
        var answer = ctx.StepAsync("ask", async () => "in stock");
        var deadline = ctx.WaitAsync("deadline", TimeSpan.FromDays(1));

        var winner = await ctx.WhenAnyAsync(answer, deadline);
        return winner == 0 ? $"{order} is {await answer}" : $"no answer for {order} within a day";
    }

    /// <summary>Several operations against a wait: they race as a child context.</summary>
    public static async Task<string> PackingAsync(DurableContext ctx, string order)
    {
        var parcel = ctx.RunInChildContextAsync("pack", async child =>
        {
            var box = await child.StepAsync("box", () => $"a box for {order}");
            await child.WaitAsync("glue dries", TimeSpan.FromSeconds(1));
            return await child.StepAsync("label", () => $"{box}, labelled");
        });
        var closing = ctx.WaitAsync("closing time", TimeSpan.FromDays(1));

        return await ctx.WhenAnyAsync(parcel, closing) == 0 ? await parcel : "packed tomorrow";
    }

    /// <summary>The first success decides the scope; the branches that wait for an hour and for a day are released.</summary>
    public static async Task<string> QuickestAsync(DurableContext ctx, string order)
    {
        await using var p = ctx.Parallel("suppliers", c => c.MinSuccessful(1));
        var offers = Suppliers.Select(supplier => p.Branch(supplier.Name, async b =>
        {
            await b.WaitAsync("for the answer", supplier.Takes);
            return supplier.Price;
        })).ToList();
        await p.JoinAsync();

        var quickest = offers.First(offer => offer.Status == BranchStatus.Succeeded);
        var released = offers.Where(offer => offer.Status == BranchStatus.Canceled).Select(offer => offer.Name);
        return $"{quickest.Name} is first for {order} at {quickest.Result}; released: {string.Join(", ", released)}";
    }
}
