namespace DurableParallel.Server.Tests.Raw;

/// <summary>A function process, played by a test.</summary>
internal sealed class RawFunction(RawClient client, string names, string? loop = null)
{
    public string Base => $"/runtime/{names}/2018-06-01/runtime";

    public async Task<RawInvocation> NextAsync()
    {
        var reply = await client.GetAsync($"{Base}/invocation/next", loop is null ? [] : [("Durable-Worker-Loop", loop)]);
        reply.Status.Should().Be(200, reply.Body);
        return new RawInvocation(client, this, reply);
    }
}
