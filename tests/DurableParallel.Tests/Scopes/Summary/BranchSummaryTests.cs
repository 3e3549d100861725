using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DurableParallel.Records;
using DurableParallel.Scopes.Rules;
using DurableParallel.Scopes.Summary;
using DurableParallel.Tests.Scopes.Rules;

namespace DurableParallel.Tests.Scopes.Summary;

public sealed class BranchSummaryTests
{
    private static readonly CompletionVerdict Completed = new(CompletionReason.AllCompleted);

    private static readonly DurableError Error = new("Shop.OutOfStock", "none left: \"ä\" \u2028 😀", "{\"BaseTypes\":[\"A\"]}", ["at A()", "at B()"]);

    private static readonly StoredBranch[] Mixed =
    [
        ListedBranches.Succeeded("validate", "{\"a\":\"x\\\"y\"}"),
        ListedBranches.Failed("stock", Error),
        ListedBranches.WithoutResult("mail"),
        ListedBranches.Ended("late", BranchStatus.Canceled),
        ListedBranches.Succeeded("validate", payload: null),
        ListedBranches.WithoutResult("never", BranchStatus.Skipped),
        ListedBranches.Failed("bare", new DurableError("T", string.Empty)),
    ];

    [Test]
    public void Encode_SmallScope_IsTheDocumentedJson()
    {
        var summary = BranchSummary.Encode(Completed, new ListedBranches(Mixed[..4]));

        summary.ReplayChildren.Should().BeFalse();
        using var json = JsonDocument.Parse(summary.Payload);
        json.RootElement.EnumerateObject().Select(member => member.Name).Should().Equal("CompletionReason", "Units", "Digest");
        json.RootElement.GetProperty("CompletionReason").GetString().Should().Be("ALL_COMPLETED");
        var units = json.RootElement.GetProperty("Units");
        units[0].GetRawText().Should().Be("""{"Index":0,"Name":"validate","Status":"SUCCEEDED","Result":"{\"a\":\"x\\\"y\"}"}""");
        units[1].EnumerateObject().Select(member => member.Name).Should().Equal("Index", "Name", "Status", "Error");
        units[1].GetProperty("Error").EnumerateObject().Select(member => member.Name).Should().Equal("ErrorType", "ErrorMessage", "ErrorData", "StackTrace");
        units[2].GetRawText().Should().Be("""{"Index":2,"Name":"mail","Status":"SUCCEEDED"}""");
        units[3].GetRawText().Should().Be("""{"Index":3,"Name":"late","Status":"CANCELED"}""");
    }

    [Test]
    public void Decode_EndsOfSingleBranches_AreThoseThatWereWritten()
    {
        var end = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero).AddTicks(1234567);
        StoredBranch[] branches = [ListedBranches.Succeeded("a", "1") with { EndTimestamp = end }, ListedBranches.Ended("b", BranchStatus.Skipped)];

        var read = BranchSummary.Decode(BranchSummary.Encode(Completed, new ListedBranches(branches)).Payload);

        read.EndTimestamp(0).Should().Be(end);
        read.EndTimestamp(1).Should().BeNull();
    }

    [TestCase("-1")]
    [TestCase("9223372036854775807")]
    [TestCase("1.5")]
    [TestCase("\"today\"")]
    public void Decode_EndThatIsNoTime_IsRefused(string end)
    {
        StoredBranch[] branches = [ListedBranches.Succeeded("a", "1") with { EndTimestamp = new DateTimeOffset(5, TimeSpan.Zero) }];
        var payload = BranchSummary.Encode(Completed, new ListedBranches(branches)).Payload;

        FluentActions.Invoking(() => BranchSummary.Decode(payload.Replace("\"EndTimestamp\":5", $"\"EndTimestamp\":{end}", StringComparison.Ordinal)))
            .Should().Throw<DurableException>();
    }

    [TestCase(0, "b", "'a'")]
    [TestCase(1, "a, b", "with 1 branch, and the code now registers 2")]
    [TestCase(0, "a", null)]
    public void FindMismatchAt_OfOneBranch_ComparesItWithoutTheOthers(int index, string names, string? difference)
    {
        var summary = BranchSummary.Decode(BranchSummary.Encode(Completed, new ListedBranches([ListedBranches.Succeeded("a", "1")])).Payload);
        var registered = new ListedBranches([.. names.Split(", ").Select(static name => ListedBranches.Succeeded(name, "1"))]);

        var found = summary.FindMismatchAt(index, registered);

        if (difference is null)
        {
            found.Should().BeNull();
        }
        else
        {
            found.Should().Contain(difference);
        }
    }

    [Test]
    public void Decode_InlineSummary_GivesBackEverything([Values] CompletionReason reason, [Values] bool failed, [Values] bool minimumMet)
    {
        var verdict = new CompletionVerdict(reason, failed, minimumMet);

        var read = BranchSummary.Decode(BranchSummary.Encode(verdict, new ListedBranches(Mixed)).Payload);

        read.Verdict.Should().Be(verdict);
        read.IsInline.Should().BeTrue();
        read.Count.Should().Be(Mixed.Length);
        for (var index = 0; index < Mixed.Length; index++)
        {
            read.Name(index).Should().Be(Mixed[index].Name);
            read.Status(index).Should().Be(Mixed[index].Status);
            read.Payload(index).Should().Be(Mixed[index].Payload);
            read.Error(index).Should().Be(Mixed[index].Error);
        }

        read.FindMismatch(new ListedBranches(Mixed)).Should().BeNull();
    }

    [Test]
    public void Encode_NoBranches_IsRead()
    {
        var read = BranchSummary.Decode(BranchSummary.Encode(Completed, new ListedBranches([])).Payload);

        read.Count.Should().Be(0);
        read.FindMismatch(new ListedBranches([])).Should().BeNull();
        read.FindMismatch(new ListedBranches(Mixed)).Should().Be("The scope is on record with 0 branches, and the code now registers 7.");
    }

    [Test]
    public void Encode_AtTheLimit_IsInlineAndOneByteMoreIsNot()
    {
        var without = Encoding.UTF8.GetByteCount(BranchSummary.Encode(Completed, One(string.Empty)).Payload);

        var fits = BranchSummary.Encode(Completed, One(new string('x', PayloadLimits.ContextBytes - without)));
        var tooLarge = BranchSummary.Encode(Completed, One(new string('x', PayloadLimits.ContextBytes - without + 1)));

        fits.ReplayChildren.Should().BeFalse();
        Encoding.UTF8.GetByteCount(fits.Payload).Should().Be(PayloadLimits.ContextBytes);
        tooLarge.ReplayChildren.Should().BeTrue();
        tooLarge.Payload.Length.Should().BeLessThan(200);

        static ListedBranches One(string payload) => new([ListedBranches.Succeeded("one", payload)]);
    }

    [Test]
    public void Encode_AtTheLimitInOtherThanAscii_CountsBytes()
    {
        var summary = BranchSummary.Encode(Completed, new ListedBranches([ListedBranches.Succeeded("one", new string('ä', PayloadLimits.ContextBytes / 2))]));

        summary.ReplayChildren.Should().BeTrue();
    }

    [Test]
    public void Encode_100000BranchesWithLargeValues_StopsAtTheLimitAndStaysSmall()
    {
        var value = new string('v', 1024);
        var branches = new ListedBranches([.. Enumerable.Range(0, 100_000).Select(index => ListedBranches.Succeeded($"parallel-branch-{index}", value))]);
        _ = BranchSummary.Encode(Completed, branches);
        var asked = branches.PayloadsAsked;
        var before = GC.GetAllocatedBytesForCurrentThread();

        var summary = BranchSummary.Encode(Completed, branches);

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        asked.Should().BeLessThan(300);
        allocated.Should().BeLessThan(3_000_000, "100 MB of values are not to be copied");
        summary.ReplayChildren.Should().BeTrue();
        summary.Payload.Length.Should().BeLessThan(200, "equal statuses are one run");
        var read = BranchSummary.Decode(summary.Payload);
        read.IsInline.Should().BeFalse();
        read.Count.Should().Be(100_000);
        read.FindMismatch(branches).Should().BeNull();
    }

    [Test]
    public void Encode_100000AlternatingOutcomes_Fit()
    {
        var error = new DurableError("T", "m");
        StoredBranch[] branches = [.. Enumerable.Range(0, 100_000).Select(index => index % 2 == 0 ? ListedBranches.Succeeded("s", "1") : ListedBranches.Failed("f", error))];

        var summary = BranchSummary.Encode(new CompletionVerdict(CompletionReason.AllCompleted, MinimumMet: false), new ListedBranches(branches));

        summary.ReplayChildren.Should().BeTrue();
        Encoding.UTF8.GetByteCount(summary.Payload).Should().BeLessThan(40_000);
        var read = BranchSummary.Decode(summary.Payload);
        read.Verdict.MinimumMet.Should().BeFalse();
        Enumerable.Range(0, read.Count).Select(read.Status).Should().Equal(branches.Select(branch => branch.Status));
        (read.Name(0), read.Payload(0), read.Error(1)).Should().Be((null, null, null));
    }

    [Test]
    public void StatusPacking_AnyStatuses_ComeBackFromBothForms()
    {
        var random = new Random(7);
        for (var length = 0; length < 300; length++)
        {
            var statuses = new byte[length];
            for (var index = 0; index < length; index++)
            {
                statuses[index] = random.Next(4) == 0 || index == 0 ? (byte)random.Next((int)BranchStatus.Succeeded, (int)BranchStatus.Canceled + 1) : statuses[index - 1];
            }

            var read = new byte[length];
            StatusPacking.TryFromTwoBits(StatusPacking.ToTwoBits(statuses), read).Should().BeTrue();
            read.Should().Equal(statuses);
            read.AsSpan().Clear();
            StatusPacking.TryFromRuns(StatusPacking.ToRuns(statuses, int.MaxValue)!, read).Should().BeTrue();
            read.Should().Equal(statuses);
        }
    }

    [TestCase(BranchStatus.Pending)]
    [TestCase(BranchStatus.Running)]
    public void Encode_BranchThatHasNotEnded_IsRefused(BranchStatus status) =>
        FluentActions.Invoking(() => BranchSummary.Encode(Completed, new ListedBranches([ListedBranches.Ended("b", status)])))
            .Should().Throw<InvalidOperationException>().WithMessage("*Branch 0 'b'*");

    [Test]
    public void FindMismatch_AnotherName_NamesBoth()
    {
        var read = BranchSummary.Decode(BranchSummary.Encode(Completed, new ListedBranches(Mixed)).Payload);

        read.FindMismatch(With(1, Mixed[1] with { Name = "shop" })).Should().Be("Branch 1 is on record as 'stock', and the code now registers 'shop' there.");
    }

    [Test]
    public void FindMismatch_AnotherKind_IsFoundAlsoForBranchesWithoutAValue()
    {
        var read = BranchSummary.Decode(BranchSummary.Encode(Completed, new ListedBranches(Mixed)).Payload);

        read.FindMismatch(With(0, Mixed[0] with { HasResult = false })).Should().Be("Branch 0 'validate' is on record with a result, and the code now registers it without a result.");
        read.FindMismatch(With(2, Mixed[2] with { HasResult = true })).Should().Contain("Branch 2 'mail' is on record without a result");
        read.FindMismatch(With(3, Mixed[3] with { HasResult = false })).Should().Contain("had a result or had none");
    }

    [Test]
    public void FindMismatch_OverflowForm_ComparesNamesKindsAndOrder()
    {
        StoredBranch[] stored = [.. Mixed, ListedBranches.Succeeded("large", new string('x', PayloadLimits.ContextBytes))];
        var read = BranchSummary.Decode(BranchSummary.Encode(Completed, new ListedBranches(stored)).Payload);

        read.IsInline.Should().BeFalse();
        read.FindMismatch(new ListedBranches(stored)).Should().BeNull();
        read.FindMismatch(new ListedBranches([stored[1], stored[0], .. stored[2..]])).Should().Contain("8 branches");
        read.FindMismatch(new ListedBranches([stored[0] with { HasResult = false }, .. stored[1..]])).Should().Contain("8 branches");
        read.FindMismatch(new ListedBranches(stored[1..])).Should().Contain("with 8 branches, and the code now registers 7");
    }

    [Test]
    public void Digest_NamesThatReadTheSameTogether_Differ()
    {
        static byte[] Of(params string[] names) => BranchDigest.Of(new ListedBranches([.. names.Select(name => ListedBranches.Succeeded(name, payload: null))]));

        Of("ab", "c").Should().NotEqual(Of("a", "bc"));
        Of("a").Should().NotEqual(Of("a", string.Empty));
        Of(new string('ä', 100_000), "b").Should().Equal(Of(new string('ä', 100_000), "b"));
    }

    [Test]
    public void Digest_KnownList_IsFrozen() =>
        Convert.ToHexStringLower(BranchDigest.Of(new ListedBranches([ListedBranches.Succeeded("validate", "1"), ListedBranches.WithoutResult("ä")])))
            .Should().Be("a83140b1187eece1f37b6d3cde7397993c0f371794e6d1d575d0132f1c9b5b6b");

    [Test]
    public void Digest_OfAnyLength_IsThatOfAllTheBytesInARow([Values(0, 1, 31, 2_000)] int count, [Values(1, 16_000, 100_000)] int length)
    {
        StoredBranch[] branches =
        [
            .. Enumerable.Range(0, count).Select(static index => ListedBranches.Succeeded($"parallel-branch-{index}", "1")),
            ListedBranches.WithoutResult(new string('ä', length)),
            .. Enumerable.Range(0, count).Select(static index => ListedBranches.WithoutResult($"b{index}")),
        ];
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            for (var index = 0; index < branches.Length; index++)
            {
                var name = Encoding.UTF8.GetBytes(branches[index].Name);
                writer.Write(index);
                writer.Write(branches[index].HasResult);
                writer.Write(name.Length);
                writer.Write(name);
            }
        }

        BranchDigest.Of(new ListedBranches(branches)).Should().Equal(SHA256.HashData(bytes.ToArray()));
    }

    [Test]
    public void Encode_MoreBranchesThanThereMayBe_IsRefusedBeforeAnyIsAsked() =>
        FluentActions.Invoking(() => BranchSummary.Encode(Completed, new ClaimedBranches(BranchSummary.MaxBranches + 1))).Should().Throw<DurableLimitException>()
            .WithMessage("A scope has 10000001 branches; at most 10000000 are allowed. Split it over several scopes or executions. [DP????] docs/errors/DP????.md");

    [Test]
    public void Encode_AFailedBranchWithoutAnError_NamesIt() =>
        FluentActions.Invoking(() => BranchSummary.Encode(Completed, new ListedBranches([ListedBranches.Ended("b", BranchStatus.Failed)]))).Should().Throw<InvalidOperationException>()
            .WithMessage("*Branch 0 'b'*");

    [Test]
    public void EncodeStatuses_OfASmallScope_HasNoneOfItsValues()
    {
        var summary = BranchSummary.EncodeStatuses(Completed, new ListedBranches(Mixed));

        summary.ReplayChildren.Should().BeTrue();
        var read = BranchSummary.Decode(summary.Payload);
        read.IsInline.Should().BeFalse();
        Enumerable.Range(0, read.Count).Select(read.Status).Should().Equal(Mixed.Select(static branch => branch.Status));
    }

    [Test]
    public void FindMismatch_OfTheDigestAlone_SaysWhatItCanKnow()
    {
        var inline = BranchSummary.Decode(BranchSummary.Encode(Completed, new ListedBranches(Mixed)).Payload);
        var statuses = BranchSummary.Decode(BranchSummary.EncodeStatuses(Completed, new ListedBranches(Mixed)).Payload);

        inline.FindMismatch(With(3, Mixed[3] with { HasResult = false })).Should().Be(
            "The scope is on record with 7 branches of which one had a result or had none, unlike what the code now registers.");
        statuses.FindMismatch(With(1, Mixed[1] with { Name = "shop" })).Should().Be(
            "The scope is on record with 7 branches of which the names, their order, or which have a result, were others, unlike what the code now registers.");
    }

    [Test]
    public void StatusPacking_RunsOfAnyLength_ComeBack([Values(BranchStatus.Succeeded, BranchStatus.Failed, BranchStatus.Skipped, BranchStatus.Canceled)] BranchStatus status)
    {
        for (var length = 1; length < 5_000; length++)
        {
            var statuses = new byte[length];
            statuses.AsSpan().Fill((byte)status);
            var packed = StatusPacking.ToRuns(statuses, int.MaxValue)!;
            var read = new byte[length];

            StatusPacking.TryFromRuns(packed, read).Should().BeTrue();
            read.AsSpan().SequenceEqual(statuses).Should().BeTrue("of {0}", length);
            packed.Length.Should().Be(length < 32 ? 1 : length < 4_096 ? 2 : 3);
        }
    }

    [Test]
    public void ToRuns_MoreBytesThanAllowed_IsNull()
    {
        byte[] statuses = [(byte)BranchStatus.Succeeded, (byte)BranchStatus.Failed, (byte)BranchStatus.Succeeded];

        StatusPacking.ToRuns(statuses, 3).Should().HaveCount(3);
        StatusPacking.ToRuns(statuses, 2).Should().BeNull();
    }

    private static ListedBranches With(int index, StoredBranch branch)
    {
        var changed = Mixed.ToArray();
        changed[index] = branch;
        return new ListedBranches(changed);
    }
}
