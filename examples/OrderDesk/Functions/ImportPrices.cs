using DurableParallel.Engine;
using DurableParallel.OrderDesk.Shop;

namespace DurableParallel.OrderDesk.Functions;

/// <summary>Fails, always: what an error with a cause, a stack and attempts looks like, and something to retry.</summary>
internal sealed class ImportPrices(Pace pace) : IDurableFunctionWithoutInput<int>
{
    public const string Name = "import-prices";

    public async Task<int> RunAsync(DurableContext context)
    {
        var rows = await context.StepAsync("download", static () => 42);
        await context.StepAsync("parse", () => Parse(rows), new StepConfig { Retry = RetryStrategy.Fixed(3, pace.Seconds(2)) });
        return rows;
    }

    private static void Parse(int rows)
    {
        try
        {
            throw new FormatException($"Row {rows} has <b>no</b> price.");
        }
        catch (FormatException cause)
        {
            throw new InvalidDataException("The price list cannot be read.", cause);
        }
    }
}
