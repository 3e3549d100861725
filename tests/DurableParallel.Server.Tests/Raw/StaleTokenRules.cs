namespace DurableParallel.Server.Tests.Raw;

/// <summary>How SDKs read from an answer that a checkpoint token is stale, so that they fail the invocation and not the execution.</summary>
internal static class StaleTokenRules
{
    private const string ServiceSpelling = "Invalid checkpoint token";

    /// <summary>Fails unless SDKs of every age take the answer for a stale token.</summary>
    public static void ShouldBeStaleToEverySdk(this RawReply reply)
    {
        reply.Status.Should().Be(400);
        reply.ErrorCode.Should().Be("InvalidParameterValueException");
        IsStaleToOldSdks(reply.Message!).Should().BeTrue("old SDKs compare capitals, and would end the execution for good");
        IsStaleToNewSdks(reply.Message!).Should().BeTrue("new SDKs do not regard case");
        reply.Message.Should().Contain(ServiceSpelling, "some look for the service's own words");
    }

    private static bool IsStaleToOldSdks(string message) => message.StartsWith("Invalid Checkpoint Token", StringComparison.Ordinal);

    private static bool IsStaleToNewSdks(string message) => message.StartsWith(ServiceSpelling, StringComparison.OrdinalIgnoreCase);
}
