namespace DurableParallel.Examples;

/// <summary>Books a trip, wholly or not at all.</summary>
internal static class Trip
{
    private static readonly StepConfig UnlessSoldOut = new() { Retry = RetryStrategy.Default.When(error => error is not NoCarException) };

    public static async Task<string> BookAsync(DurableContext ctx, string place)
    {
        // One after the other, so that the lines of the output have an order; they may as well run side by side.
        await using var p = ctx.Parallel("bookings", c => c.MaxConcurrency(1));
        var flight = Book(p, "flight", place);
        var hotel = Book(p, "hotel", place);
        var car = Book(p, "car", place);

        try
        {
            await p.JoinAsync();
            return $"{flight.Result}, {hotel.Result} and {car.Result}";
        }
        catch (ParallelExecutionException failed)
        {
            // By now everything that had been booked is undone.
            return $"nothing; compensations that failed: {failed.Result.CompensationErrors.Count}. {failed.Message}";
        }
    }

    private static DurableFuture<string> Book(ParallelContext p, string what, string place) => p.Branch(
        what,
        b => b.StepAsync("book", () => Bookings.Book(what, place), UnlessSoldOut),
        new BranchOptions<string> { Compensate = (c, number) => c.StepAsync("cancel", () => Bookings.Cancel(number)) });
}
