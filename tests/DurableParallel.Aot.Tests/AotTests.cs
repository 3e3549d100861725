using System.Text.Json;
using DurableParallel.Engine;

namespace DurableParallel.Aot;

/// <summary>
/// The path without reflection: that this project builds is half of the test, since a call that needs reflection or makes
/// code at run time is an error here. The other half is that it runs, with reflection switched off in System.Text.Json.
/// </summary>
public sealed class AotTests
{
    private static readonly IDurableSerializer Json = DurableSerializer.SystemTextJson(TripJson.Default);

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("durable-aot-");

    [TearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task Function_WithASourceGeneratedContext_RunsOnTheEngineWithoutReflection()
    {
        JsonSerializer.IsReflectionEnabledByDefault.Should().BeFalse();
        await using var engine = await OpenAsync();
        engine.Register<Trip, List<Booking>>("book", TripFunction.BookAsync);

        var execution = await engine.StartAsync("book", "trip-1", new Trip("Ada", ["Turin", "London"]));
        var bookings = await execution.GetResultAsync<List<Booking>>();

        bookings.Should().Equal(
            new Booking("Turin", 0m, BranchStatus.Succeeded, 0),
            new Booking("London", 1.10m, BranchStatus.Succeeded, 1),
            new Booking("Ada", 2m, BranchStatus.Running, 0));
    }

    [Test]
    public async Task Function_MadeWithOptions_RunsOnTheEngineWithoutReflection()
    {
        await using var engine = await OpenAsync();
        var options = new DurableFunctionOptions(Json);
        engine.Register("count", DurableFunction.Create<Trip, (string Name, int Count)>((_, trip) => Task.FromResult((trip.Traveller, trip.Cities.Count)), options));

        var execution = await engine.StartAsync("count", "trip-2", new Trip("Ada", ["Turin"]));

        (await execution.GetResultAsync<(string Name, int Count)>()).Should().Be(("Ada", 1));
    }

    [Test]
    public async Task Type_ThatTheContextDoesNotKnow_IsNamedInTheError()
    {
        await using var engine = await OpenAsync();
        engine.Register<Trip, List<Booking>>("unknown", async (ctx, _) =>
        {
            await ctx.StepAsync("stamp", () => new Version(1, 2));
            return [];
        });

        var execution = await engine.StartAsync("unknown", "trip-3", new Trip("Ada", []));
        var failure = await execution.Invoking(e => e.GetResultPayloadAsync()).Should().ThrowAsync<ExecutionFailedException>();

        failure.Which.Error.ErrorMessage.Should().Contain("DP2004").And.Contain("System.Version");
    }

    private Task<DurableEngine> OpenAsync() =>
        DurableEngine.OpenAsync(new DurableEngineOptions(Json) { JournalPath = Path.Combine(_folder.FullName, "journal.db") });
}
