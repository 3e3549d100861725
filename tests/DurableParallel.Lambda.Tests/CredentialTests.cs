using DurableParallel.Lambda.Checkpointing;

namespace DurableParallel.Lambda.Tests;

[NonParallelizable]
internal sealed class CredentialTests
{
    private static readonly string[] Names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
    private Dictionary<string, string?> _before = [];

    [SetUp]
    public void Keep() => _before = Names.ToDictionary(static name => name, Environment.GetEnvironmentVariable);

    [TearDown]
    public void Restore()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    [Test]
    public async Task Default_WithKeysInTheEnvironment_AreThese()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "secret");
        Environment.SetEnvironmentVariable("AWS_SESSION_TOKEN", "session");
        using var source = new DefaultCredentialSource();

        var keys = await source.GetAsync(CancellationToken.None);

        keys!.AccessKey.Should().Be("AKIDEXAMPLE");
        keys.SecretKey.Should().Be("secret");
        keys.Token.Should().Be("session");
    }
}
