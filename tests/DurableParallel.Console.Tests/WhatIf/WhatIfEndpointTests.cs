using System.Net;
using System.Text;
using System.Text.Json;

namespace DurableParallel.Console.Tests.WhatIf;

/// <summary>What if over the API, of a scope that an engine has run: five votes, one at a time, of which two are enough.</summary>
internal sealed class WhatIfEndpointTests : SampleFixture
{
    [Test]
    public async Task WhatIf_NothingChanged_ComesToWhatHappened()
    {
        var (status, answer) = await AskAsync("what-if", "{}");

        status.Should().Be(HttpStatusCode.OK);
        answer.GetProperty("reason").GetString().Should().Be("MinSuccessfulReached");
        answer.GetProperty("skippedNames").EnumerateArray().Select(static name => name.GetString()).Should().Equal("v2", "v3", "v4");
        answer.GetProperty("recorded").GetProperty("reason").GetString().Should().Be("MinSuccessfulReached");
        answer.GetProperty("branches").GetArrayLength().Should().Be(5);
    }

    [Test]
    public async Task WhatIf_RuleTakenAway_RunsAll()
    {
        var (_, answer) = await AskAsync("what-if", """{ "minSuccessful": null, "maxConcurrency": null }""");

        answer.GetProperty("reason").GetString().Should().Be("AllCompleted");
        answer.GetProperty("peak").GetInt32().Should().Be(5);
        answer.GetProperty("sentence").GetString().Should().Contain("The length of 3 branches is not on record");
    }

    [TestCase("""{ "maxConcurrency": 0 }""", "MaxConcurrency must be at least 1, or not set for no limit; found 0.")]
    [TestCase("""{ "maxConcurency": 1 }""", "The body is not of the form that this route takes")]
    [TestCase("""{ "maxConcurrency": "many" }""", "The body is not of the form that this route takes")]
    public async Task WhatIf_BadSettings_AreRefused(string settings, string expected)
    {
        var (status, answer) = await AskAsync("what-if", settings);

        status.Should().Be(HttpStatusCode.BadRequest);
        answer.GetProperty("error").GetProperty("message").GetString().Should().StartWith(expected);
    }

    [Test]
    public async Task Sweep_Values_HasAPointOfEach()
    {
        var (_, answer) = await AskAsync("what-if/sweep", """{ "values": [4, 1, 0] }""");

        answer.GetProperty("points").EnumerateArray().Select(static point => point.GetProperty("maxConcurrency").GetInt32()).Should().Equal(1, 4, 0);
        answer.GetProperty("today").GetInt32().Should().Be(1);
    }

    [Test]
    public async Task WhatIf_ScopeThatRuns_IsRefused()
    {
        await StartAsync("gated", "g");
        await Begun.WaitAsync();
        var execution = (await Engine.FindAsync("g"))!;
        while ((await execution.GetTreeAsync()).Count == 0)
        {
            await Task.Yield();
        }

        var scope = (await execution.GetTreeAsync()).Operations[0];

        var (status, answer) = await AskOfAsync($"executions/g/scopes/{scope.Id}/what-if", "{}");

        Gate.SetResult();
        status.Should().Be(HttpStatusCode.Conflict);
        answer.GetProperty("error").GetProperty("message").GetString().Should().StartWith("The scope 'work' has not ended");
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> AskAsync(string route, string settings)
    {
        var execution = await RunAsync("quorum", "q");
        var scope = (await execution.GetTreeAsync()).Operations.Single(static operation => operation.Name == "votes");
        return await AskOfAsync($"executions/q/scopes/{scope.Id}/{route}", settings);
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> AskOfAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await Http.PostAsync(Api(path), content);
        return (answer.StatusCode, JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()));
    }
}
