using System.Text;
using System.Text.Json;
using DurableParallel.Lambda;

namespace DurableParallel.Aot;

/// <summary>The wire's JSON, which is made without reflection too.</summary>
[NonParallelizable]
public sealed class LambdaTests
{
    private const string Endpoint = "AWS_ENDPOINT_URL_LAMBDA";
    private const string Event = """
        {"DurableExecutionArn":"a/b/c","CheckpointToken":"t","InitialExecutionState":{"Operations":[
        {"Id":"c","Type":"EXECUTION","Status":"STARTED","StartTimestamp":1700000000000,"ExecutionDetails":{"InputPayload":"{\"Traveller\":\"Ada\",\"Cities\":[\"Turin\"]}"}}]}}
        """;

    private string? _before;

    [SetUp]
    public void SetEndpoint()
    {
        _before = Environment.GetEnvironmentVariable(Endpoint);
        Environment.SetEnvironmentVariable(Endpoint, "http://127.0.0.1:1");
    }

    [TearDown]
    public void RestoreEndpoint() => Environment.SetEnvironmentVariable(Endpoint, _before);

    [Test]
    public async Task Handler_OfAFunctionWithASourceGeneratedContext_AnswersWithoutReflection()
    {
        JsonSerializer.IsReflectionEnabledByDefault.Should().BeFalse();
        var options = new DurableFunctionOptions(DurableSerializer.SystemTextJson(TripJson.Default));
        var handler = DurableLambda.CreateHandler(DurableFunction.Create<Trip, Booking>(
            (_, trip) => Task.FromResult(new Booking(trip.Traveller, 1m, BranchStatus.Succeeded, trip.Cities.Count)), options));
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(Event));

        using var answer = new StreamReader(await handler.HandleAsync(input));

        (await answer.ReadToEndAsync()).Should().StartWith("{\"Status\":\"SUCCEEDED\",\"Result\":").And.Contain("Ada");
    }
}
