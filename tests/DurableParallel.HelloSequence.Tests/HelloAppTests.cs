using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DurableParallel.Engine;
using DurableParallel.HelloSequence.Web;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace DurableParallel.HelloSequence.Tests;

/// <summary>The web program, in this process.</summary>
[CancelAfter(120_000)]
public sealed class HelloAppTests
{
    private static readonly string[] Greetings = ["Hello Tokyo!", "Hello Seattle!", "Hello London!", "Hello Amsterdam!", "Hello Mumbai!"];

    private TemporaryJournal _journal = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    [SetUp]
    public async Task SetUp()
    {
        _journal = new TemporaryJournal();
        _app = HelloApp.Create(new ServeOptions(ServeOptions.DefaultUrl, _journal.Path), builder => builder.WebHost.UseTestServer());
        await _app.StartAsync();
        _client = _app.GetTestClient();
    }

    [TearDown]
    public async Task TearDown()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _journal.Dispose();
    }

    [Test]
    public async Task StartManySequences_ACount_StartsThatManyDurably()
    {
        var answer = await PostAsync("?count=25");

        answer.GetProperty("started").GetInt32().Should().Be(25);
        var prefix = answer.GetProperty("prefix").GetString()!;
        var engine = _app.Services.GetRequiredService<DurableEngine>();
        (await engine.CountByStatusAsync(new ExecutionQuery { NamePrefix = prefix + "-" })).Values.Sum().Should().Be(25);
        (await (await engine.FindAsync($"{prefix}-25"))!.GetResultAsync<List<string>>()).Should().Equal(Greetings);
    }

    [Test]
    public async Task StartManySequences_Twice_UsesDifferentPrefixes()
    {
        var first = await PostAsync("?count=1");
        var second = await PostAsync("?count=1");

        second.GetProperty("prefix").GetString().Should().NotBe(first.GetProperty("prefix").GetString());
    }

    [TestCase("", "count is required: a whole number from 1 to 1000000.")]
    [TestCase("?count=", "count is required: a whole number from 1 to 1000000.")]
    [TestCase("?count=many", "count has to be a whole number from 1 to 1000000, and 'many' is not.")]
    [TestCase("?count=0", "count has to be a whole number from 1 to 1000000, and '0' is not.")]
    [TestCase("?count=-3", "count has to be a whole number from 1 to 1000000, and '-3' is not.")]
    [TestCase("?count=1.5", "count has to be a whole number from 1 to 1000000, and '1.5' is not.")]
    [TestCase("?count=1000001", "count has to be a whole number from 1 to 1000000, and '1000001' is not.")]
    [TestCase("?count=99999999999999999999", "count has to be a whole number from 1 to 1000000, and '99999999999999999999' is not.")]
    [TestCase("?count=1&count=2", "count has to be a whole number from 1 to 1000000, and '1,2' is not.")]
    public async Task StartManySequences_ABadCount_SaysWhatIsRequired(string query, string sentence)
    {
        using var response = await _client.PostAsync(new Uri("/StartManySequences" + query, UriKind.Relative), content: null);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString().Should().Be(sentence);
    }

    [Test]
    public async Task Executions_OfAPrefix_AreCountedAndPaged()
    {
        var prefix = (await PostAsync("?count=7")).GetProperty("prefix").GetString();
        await PostAsync("?count=3");
        var engine = _app.Services.GetRequiredService<DurableEngine>();
        for (var number = 1; number <= 7; number++)
        {
            await (await engine.FindAsync($"{prefix}-{number}"))!.GetResultPayloadAsync();
        }

        var names = new List<string>();
        string? token = null;
        do
        {
            var page = await GetAsync($"/executions?prefix={prefix}&pageSize=3&token={token}");
            page.GetProperty("counts").GetProperty("Succeeded").GetInt32().Should().Be(7);
            names.AddRange(page.GetProperty("executions").EnumerateArray().Select(execution => execution.GetProperty("name").GetString()!));
            token = page.GetProperty("token").GetString();
        }
        while (token is not null);

        names.Should().Equal(Enumerable.Range(1, 7).Select(number => $"{prefix}-{number}"));
    }

    [TestCase("/executions?pageSize=0")]
    [TestCase("/executions?pageSize=x")]
    [TestCase("/executions?pageSize=1001")]
    [TestCase("/executions?token=hostile")]
    [TestCase("/executions/b%0Aad")]
    public async Task Requests_ThatAreNotValid_AreRefusedWithASentence(string address)
    {
        using var response = await _client.GetAsync(new Uri(address, UriKind.Relative));

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString().Should().NotBeNullOrWhiteSpace();
    }

    [Test]
    public async Task Execution_OfAName_HasItsResult()
    {
        var prefix = (await PostAsync("?count=1")).GetProperty("prefix").GetString();
        await (await _app.Services.GetRequiredService<DurableEngine>().FindAsync($"{prefix}-1"))!.GetResultPayloadAsync();

        var execution = await GetAsync($"/executions/{prefix}-1");

        execution.GetProperty("status").GetString().Should().Be("Succeeded");
        execution.GetProperty("result").EnumerateArray().Select(greeting => greeting.GetString()).Should().Equal(Greetings);
    }

    [Test]
    public async Task Execution_ThatIsNotThere_IsNotFound()
    {
        using var response = await _client.GetAsync(new Uri("/executions/nobody", UriKind.Relative));

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task Requests_UnderAStrangeHostName_AreRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("http://elsewhere.example/executions"));

        using var response = await _client.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task Health_OfARunningProgram_IsHealthy() =>
        (await _client.GetStringAsync(new Uri("/health", UriKind.Relative))).Should().Be("Healthy");

    private async Task<JsonElement> PostAsync(string query)
    {
        using var response = await _client.PostAsync(new Uri("/StartManySequences" + query, UriKind.Relative), content: null);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private Task<JsonElement> GetAsync(string address) => _client.GetFromJsonAsync<JsonElement>(new Uri(address, UriKind.Relative))!;
}
