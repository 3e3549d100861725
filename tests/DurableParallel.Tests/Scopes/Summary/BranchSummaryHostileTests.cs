using DurableParallel.Scopes.Rules;
using DurableParallel.Scopes.Summary;
using DurableParallel.Tests.Scopes.Rules;

namespace DurableParallel.Tests.Scopes.Summary;

/// <summary>Payloads that no writer of ours made: a clear error with a code, in bounded memory.</summary>
public sealed class BranchSummaryHostileTests
{
    private const string Digest = "\"Digest\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"";
    private const string Head = "\"CompletionReason\":\"ALL_COMPLETED\"";

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("null")]
    [TestCase("7")]
    [TestCase("[]")]
    [TestCase("\"text\"")]
    [TestCase("{")]
    [TestCase("{\"CompletionReason\":")]
    [TestCase("{}")]
    [TestCase("OPSERDE:X,Y")]
    [TestCase("{" + Head + "," + Digest + "}", Description = "neither units nor a total")]
    [TestCase("{" + Head + ",\"Units\":[]}", Description = "no digest")]
    [TestCase("{\"Units\":[]," + Digest + "}", Description = "no reason")]
    [TestCase("{\"CompletionReason\":\"all_completed\",\"Units\":[]," + Digest + "}")]
    [TestCase("{\"CompletionReason\":0,\"Units\":[]," + Digest + "}")]
    [TestCase("{" + Head + ",\"Units\":[],\"Digest\":\"AAAA\"}")]
    [TestCase("{" + Head + ",\"Units\":[],\"Digest\":\"not base64\"}")]
    [TestCase("{" + Head + ",\"Units\":[]," + Digest + "} {}")]
    [TestCase("{" + Head + ",\"Units\":[],\"Units\":[]," + Digest + "}")]
    [TestCase("{" + Head + ",\"Units\":{}," + Digest + "}")]
    [TestCase("{" + Head + ",\"Units\":[7]," + Digest + "}")]
    [TestCase("{" + Head + ",\"Failed\":\"yes\",\"Units\":[]," + Digest + "}")]
    public void Decode_NoSummary_IsRefused(string payload) => Refused(payload);

    [TestCase("""{"Name":"a","Status":"SUCCEEDED"}""", Description = "no index")]
    [TestCase("""{"Index":1,"Name":"a","Status":"SUCCEEDED"}""", Description = "not in order")]
    [TestCase("""{"Index":-1,"Name":"a","Status":"SUCCEEDED"}""")]
    [TestCase("""{"Index":0.5,"Name":"a","Status":"SUCCEEDED"}""")]
    [TestCase("""{"Index":99999999999,"Name":"a","Status":"SUCCEEDED"}""")]
    [TestCase("""{"Index":0,"Status":"SUCCEEDED"}""", Description = "no name")]
    [TestCase("""{"Index":0,"Name":null,"Status":"SUCCEEDED"}""")]
    [TestCase("""{"Index":0,"Name":"a"}""", Description = "no status")]
    [TestCase("""{"Index":0,"Name":"a","Status":"PENDING"}""", Description = "no end")]
    [TestCase("""{"Index":0,"Name":"a","Status":"WON"}""")]
    [TestCase("""{"Index":0,"Name":"a","Status":2}""")]
    [TestCase("""{"Index":0,"Name":"a","Status":"FAILED"}""", Description = "no error")]
    [TestCase("""{"Index":0,"Name":"a","Status":"FAILED","Error":null}""")]
    [TestCase("""{"Index":0,"Name":"a","Status":"FAILED","Error":{"ErrorType":"T"}}""")]
    [TestCase("""{"Index":0,"Name":"a","Status":"FAILED","Error":{"ErrorType":"T","ErrorMessage":"m","StackTrace":[1]}}""")]
    [TestCase("""{"Index":0,"Name":"a","Status":"SUCCEEDED","Error":{"ErrorType":"T","ErrorMessage":"m"}}""")]
    [TestCase("""{"Index":0,"Name":"a","Status":"SKIPPED","Result":"1"}""")]
    [TestCase("""{"Index":0,"Name":"a","Status":"SUCCEEDED","Result":{}}""")]
    public void Decode_BadUnit_IsRefused(string unit) => Refused($$"""{{{Head}},"Units":[{{unit}}],{{Digest}}}""");

    [TestCase("\"Total\":-1,\"TwoBits\":\"\"")]
    [TestCase("\"Total\":2147483647,\"TwoBits\":\"AAAA\"")]
    [TestCase("\"Total\":10000001,\"Runs\":\"AAAA\"")]
    [TestCase("\"Total\":1e9,\"Runs\":\"AAAA\"")]
    [TestCase("\"Total\":\"4\",\"TwoBits\":\"AA==\"")]
    [TestCase("\"Total\":4", Description = "no statuses")]
    [TestCase("\"Total\":5,\"TwoBits\":\"AA==\"", Description = "too short")]
    [TestCase("\"Total\":4,\"TwoBits\":\"AAA=\"", Description = "too long")]
    [TestCase("\"Total\":3,\"TwoBits\":\"wA==\"", Description = "bits after the end")]
    [TestCase("\"Total\":4,\"Runs\":\"DA==\"", Description = "a run of 3")]
    [TestCase("\"Total\":4,\"Runs\":\"FA==\"", Description = "a run of 5")]
    [TestCase("\"Total\":4,\"Runs\":\"EAA=\"", Description = "an empty run at the end")]
    [TestCase("\"Total\":4,\"Runs\":\"gA==\"", Description = "a number without an end")]
    [TestCase("\"Total\":4,\"Runs\":\"////////fw==\"", Description = "a number that is too long")]
    public void Decode_BadStatuses_AreRefused(string members) => Refused($$"""{{{Head}},{{members}},{{Digest}}}""");

    [TestCase("""{"Name":"a","Status":"SUCCEEDED"}""", "unit 0 has the Index (none)")]
    [TestCase("""{"Index":7,"Name":"a","Status":"SUCCEEDED"}""", "unit 0 has the Index 7")]
    [TestCase("""{"Index":0,"Status":"SUCCEEDED"}""", "unit 0 has no Name")]
    [TestCase("""{"Index":0,"Name":"a"}""", "unit 0 has no Status that a branch can end with")]
    [TestCase("""{"Index":0,"Name":"a","Status":"FAILED"}""", "unit 0 is FAILED and has no Error and no Result")]
    [TestCase("""{"Index":0,"Name":"a","Status":"FAILED","Result":"1"}""", "unit 0 is FAILED and has no Error and a Result")]
    [TestCase("""{"Index":0,"Name":"a","Status":"SUCCEEDED","Error":{"ErrorType":"T","ErrorMessage":"m"}}""", "unit 0 is SUCCEEDED and has an Error and no Result")]
    [TestCase("""{"Index":0,"Name":"a","Status":"FAILED","Error":{"ErrorMessage":"m"}}""", "an Error has no ErrorType")]
    [TestCase("""{"Index":0,"Name":"a","Status":"FAILED","Error":{"ErrorType":"T"}}""", "an Error has no ErrorMessage")]
    public void Decode_BadUnit_SaysWhy(string unit, string why) => RefusedFor($$"""{{{Head}},"Units":[{{unit}}],{{Digest}}}""", why);

    [TestCase(Digest + ",\"Units\":[]", "it has no CompletionReason")]
    [TestCase(Head + ",\"Units\":[]", "it has no Digest of 32 bytes")]
    [TestCase(Head + "," + Digest, "it has neither Units nor a Total")]
    [TestCase(Head + ",\"Units\":[],\"Units\":[]," + Digest, "it has Units twice")]
    [TestCase(Head + ",\"Total\":5,\"TwoBits\":\"AA==\"," + Digest, "its statuses are not those of exactly 5 branches")]
    [TestCase(Head + ",\"Total\":10000001,\"Runs\":\"AA==\"," + Digest, "its Total is not from 0 to 10000000")]
    [TestCase(Head + ",\"Total\":\"4\"," + Digest, "at byte 44 there is String in place of Number")]
    [TestCase(Head + ",\"Units\":[7]," + Digest, "at byte 45 there is Number in place of EndArray")]
    public void Decode_BadMembers_SaysWhy(string members, string why) => RefusedFor($$"""{{{members}}}""", why);

    [TestCase(40, false)]
    [TestCase(41, true)]
    public void Decode_AnUnknownReason_SaysItShortened(int length, bool isShortened)
    {
        var shown = new string('x', 40) + (isShortened ? "…" : "");

        FluentActions.Invoking(() => BranchSummary.Decode($$"""{"CompletionReason":"{{new string('x', length)}}"}""")).Should().Throw<DurableException>()
            .WithMessage($"*it has an unknown CompletionReason '{shown}'; expected one of *ALL_COMPLETED*");
    }

    [Test]
    public void Decode_NoJson_SaysWhereAndKeepsTheCause() =>
        FluentActions.Invoking(() => BranchSummary.Decode("OPSERDE:X")).Should().Throw<DurableException>()
            .WithMessage("*it is no JSON of that form: 'O' is an invalid start of a value.*").WithInnerException<System.Text.Json.JsonException>();

    [Test]
    public void Decode_Null_Throws() => FluentActions.Invoking(() => BranchSummary.Decode(null!)).Should().Throw<ArgumentNullException>();

    [Test]
    public void Decode_TotalsAtTheEdges_AreRead()
    {
        BranchSummary.Decode($$"""{{{Head}},"Total":0,"TwoBits":"",{{Digest}}}""").Count.Should().Be(0);
        BranchSummary.Decode($$"""{{{Head}},"Total":10000000,"Runs":"gLSJEw==",{{Digest}}}""").Count.Should().Be(BranchSummary.MaxBranches);
    }

    [Test]
    public void Decode_NestingAtTheLimit_IsPassedOverAndBeyondItRefused()
    {
        BranchSummary.Decode(Nested(15)).Count.Should().Be(0);
        Refused(Nested(16));

        static string Nested(int depth) => $$"""{"New":{{new string('[', depth)}}{{new string(']', depth)}},{{Head}},"Units":[],{{Digest}}}""";
    }

    [Test]
    public void Decode_UnknownMembersOfAnError_ArePassedOver()
    {
        var summary = BranchSummary.Decode(
            "{" + Head + ""","Units":[{"Index":0,"Name":"a","Status":"FAILED","Error":{"New":{"ErrorType":"no"},"ErrorType":"T","Newer":[1],"ErrorMessage":"m"}}],""" + Digest + "}");

        summary.Error(0).Should().Be(new DurableError("T", "m"));
    }

    [Test]
    public void Decode_RunThatSumsUp_IsRead() => BranchSummary.Decode($$"""{{{Head}},"Total":4,"Runs":"EA==",{{Digest}}}""").Count.Should().Be(4);

    [Test]
    public void Decode_UnknownMembers_ArePassedOver()
    {
        var summary = BranchSummary.Decode(
            $$"""{"New":{"a":[1,{"b":null}]},{{Head}},"Units":[{"Index":0,"New":[[]],"Name":"a","Status":"SUCCEEDED","Result":"1"}],{{Digest}}}""");

        summary.Payload(0).Should().Be("1");
    }

    [Test]
    public void Decode_DeepNesting_IsRefused() => Refused($$"""{"New":{{new string('[', 100_000)}}{{new string(']', 100_000)}},{{Head}},"Units":[],{{Digest}}}""");

    [Test]
    public void Decode_EveryPrefixOfASummary_IsRefused()
    {
        var payload = BranchSummary.Encode(
            new CompletionVerdict(CompletionReason.Custom, Failed: true),
            new ListedBranches([ListedBranches.Succeeded("a", "{}"), ListedBranches.Failed("b", new DurableError("T", "m", "d", ["l"]))])).Payload;

        for (var length = 0; length < payload.Length; length++)
        {
            Refused(payload[..length]);
        }
    }

    [Test]
    public void Decode_ByteChangedAnywhere_IsReadOrRefusedButNothingElse()
    {
        var payload = BranchSummary.Encode(
            new CompletionVerdict(CompletionReason.Custom, Failed: true),
            new ListedBranches([ListedBranches.Succeeded("a", "{}"), ListedBranches.Failed("b", new DurableError("T", "m", "d", ["l"]))])).Payload.ToCharArray();

        for (var at = 0; at < payload.Length; at++)
        {
            var original = payload[at];
            foreach (var other in "\"{}[],:\\0x \u0000\uD800")
            {
                payload[at] = other;
                FluentActions.Invoking(() => Read(new string(payload))).Should().NotThrow();
            }

            payload[at] = original;
        }

        static void Read(string text)
        {
            try
            {
                BranchSummary.Decode(text).Count.Should().BeGreaterThanOrEqualTo(0);
            }
            catch (DurableException error)
            {
                error.Code.Should().Be("DP2002");
            }
        }
    }

    private static void RefusedFor(string payload, string why) => FluentActions.Invoking(() => BranchSummary.Decode(payload)).Should().Throw<DurableException>().WithMessage(
        $"The payload of the scope is no summary that this version can read: {why}. It was damaged, or written by something else. "
        + "Restore the journal, or register branches as the writer did. [DP????] docs/errors/DP????.md");

    private static void Refused(string payload) =>
        FluentActions.Invoking(() => BranchSummary.Decode(payload)).Should().Throw<DurableException>().Which.Code.Should().Be("DP2002");
}
