namespace DurableParallel.Aot;

/// <summary>Uses every kind of operation whose value passes through a serializer.</summary>
internal static class TripFunction
{
    public static async Task<List<Booking>> BookAsync(DurableContext ctx, Trip trip)
    {
        var (name, count) = await ctx.StepAsync("traveller", () => (trip.Traveller, trip.Cities.Count));
        var bookings = await ctx.MapAsync("cities", trip.Cities, (branch, city, index) => BookOneAsync(branch, city, index));
        bookings.ThrowIfError();

        await using var scope = ctx.Parallel("extras", config => config.MaxConcurrency(1));
        var insured = scope.Branch("insurance", branch => branch.StepAsync("insure", () => new Booking(name, count, BranchStatus.Running, 0)));
        scope.Branch("mail", branch => branch.StepAsync("send", () => { }));
        await scope.JoinAsync();

        return [.. bookings.GetResults(), insured.Result];
    }

    private static Task<Booking> BookOneAsync(DurableContext branch, string city, int index) =>
        branch.RunInChildContextAsync("book", child => child.StepAsync("pay", () => new Booking(city, 1.10m * index, BranchStatus.Succeeded, index)));
}
