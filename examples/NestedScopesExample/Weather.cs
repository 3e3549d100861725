namespace DurableParallel.Examples;

/// <summary>Measures cities in countries: a scope over countries, with a scope over cities in each branch.</summary>
internal static class Weather
{
    private static readonly (string Country, string[] Cities)[] Countries =
        [("norway", ["oslo", "bergen"]), ("spain", ["madrid", "sevilla", "cadiz"])];

    private static readonly string[] AllCities = [.. Countries.SelectMany(country => country.Cities)];

    /// <summary>Each scope has its own limit, and a branch opens its scope on its own context.</summary>
    public static async Task<string> NestedAsync(DurableContext ctx, string day) =>
        string.Join("; ", await MeasureAsync(ctx, day, closed: null));

    /// <summary>The error of the step comes through both joins, with the type it was thrown with.</summary>
    public static async Task<string> CaughtAsync(DurableContext ctx, string day)
    {
        try
        {
            return string.Join("; ", await MeasureAsync(ctx, day, closed: "sevilla"));
        }
        catch (ParallelExecutionException failed) when (failed.Result.GetErrors()[0].IsCausedBy<StationClosedException>())
        {
            var branch = failed.Result.Branches.First(b => b.Status == BranchStatus.Failed);
            return $"branch {branch.Name} of scope {failed.ScopeName} failed since {branch.Error?.ErrorMessage}";
        }
    }

    /// <summary>Nobody catches it: the execution fails.</summary>
    public static async Task<string> UncaughtAsync(DurableContext ctx, string day) =>
        string.Join("; ", await MeasureAsync(ctx, day, closed: "oslo"));

    public static Task<int> ByNestedBranchesAsync(DurableContext ctx, string day) => SumAsync(ctx, day, NestingType.Nested);

    /// <summary>The same with branches that have no records of their own.</summary>
    public static Task<int> ByFlatBranchesAsync(DurableContext ctx, string day) => SumAsync(ctx, day, NestingType.Flat);

    private static async Task<List<string>> MeasureAsync(DurableContext ctx, string day, string? closed)
    {
        await using var p = ctx.Parallel("countries", c => c.MaxConcurrency(1));
        var countries = Countries.Select(country => p.Branch(country.Country, async branch =>
        {
            await using var q = branch.Parallel("cities", c => c.MaxConcurrency(2));
            var cities = country.Cities.Select(city => q.Branch(city, b => MeasureCityAsync(b, city, closed))).ToList();
            await q.JoinAsync();
            return $"{country.Country} {cities.Max(city => city.Result)} degrees {day}";
        })).ToList();
        await p.JoinAsync();
        return [.. countries.Select(country => country.Result)];
    }

    private static async Task<int> SumAsync(DurableContext ctx, string day, NestingType nesting)
    {
        await using var p = ctx.Parallel($"all cities {day}", c => c.Nesting(nesting));
        var cities = AllCities.Select(city => p.Branch(city, b => MeasureCityAsync(b, city, closed: null))).ToList();
        await p.JoinAsync();
        return cities.Sum(city => city.Result);
    }

    private static async Task<int> MeasureCityAsync(DurableContext branch, string city, string? closed) => await branch.StepAsync(
        "measure",
        () => city == closed ? throw new StationClosedException(city) : 3 * city.Length,
        new StepConfig { Retry = RetryStrategy.Default.When(error => error is not StationClosedException) });
}
