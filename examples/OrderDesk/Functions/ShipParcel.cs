using DurableParallel.OrderDesk.Shop;

namespace DurableParallel.OrderDesk.Functions;

/// <summary>
/// Brings a parcel. There are eight vans, and no customer gets two parcels at once: further executions are accepted, and wait
/// for their turn.
/// </summary>
internal static class ShipParcel
{
    public const string Name = "ship-parcel";

    public static DurableFunction Create(Pace pace) => DurableFunction.Create<Parcel, string>(
        (ctx, parcel) => RunAsync(ctx, parcel, pace),
        new DurableFunctionOptions
        {
            MaxConcurrentExecutions = 8,
            ConcurrencyKey = ConcurrencyKey.Of<Parcel>(static parcel => parcel.Customer, max: 1),
        });

    private static async Task<string> RunAsync(DurableContext ctx, Parcel parcel, Pace pace)
    {
        await ctx.StepAsync("load the van", () => parcel.Articles);
        await ctx.WaitAsync("on the road", pace.Seconds(2));

        // A condition: looks until the parcel has arrived.
        var looks = await ctx.WaitForConditionAsync<int>(
            "arrived?",
            static (seen, _) => Task.FromResult(seen + 1),
            new WaitForConditionConfig<int> { InitialState = 0, Strategy = WaitStrategy<int>.Fixed(static seen => seen == 3, pace.Seconds(1)) });
        return $"{parcel.Order} came with {parcel.Carrier} after {looks} looks";
    }
}
