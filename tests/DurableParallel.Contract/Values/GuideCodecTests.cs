using System.IO.Compression;
using DurableParallel.Engine;
using DurableParallel.Snippets.Payloads;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Values;

/// <summary>The codecs of the guide against payloads that somebody else wrote.</summary>
internal sealed class GuideCodecTests
{
    private const int Mebibyte = 1 << 20;

    private static readonly SerializationContext Place = new("arn", "abc");

    private static readonly IDurableSerializer Encrypting = DurableSerializer.WithCodec(DurableSerializer.Newtonsoft(), new AesGcmCodec(new byte[32]));

    private static readonly IDurableSerializer Packing = DurableSerializer.WithCodec(DurableSerializer.Newtonsoft(), new BrotliCodec(Mebibyte));

    [Test]
    public void Encrypted_WithAnyByteChanged_IsRefused()
    {
        var box = Convert.FromBase64String(Encrypting.Serialize("open sesame", Place)!);

        for (var i = 0; i < box.Length; i++)
        {
            var changed = box.ToArray();
            changed[i] ^= 1;
            ShouldBeRefused(Encrypting, Convert.ToBase64String(changed));
        }
    }

    [TestCase("")]
    [TestCase("AAAA")]
    [TestCase("not base64")]
    [TestCase("\"open sesame\"")]
    public void Encrypted_WhatNeverWasEncrypted_IsRefused(string payload) => ShouldBeRefused(Encrypting, payload);

    [Test]
    public void Encrypted_CutShort_IsRefused()
    {
        var box = Convert.FromBase64String(Encrypting.Serialize("open sesame", Place)!);

        for (var length = 0; length < box.Length; length++)
        {
            ShouldBeRefused(Encrypting, Convert.ToBase64String(box, 0, length));
        }
    }

    [Test]
    public void Packed_ThatUnpacksToFarMoreThanAllowed_IsRefusedBeforeItHasTheMemory()
    {
        using var bomb = new MemoryStream();
        using (var brotli = new BrotliStream(bomb, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[Mebibyte];
            for (var i = 0; i < 100; i++)
            {
                brotli.Write(zeros);
            }
        }

        var payload = Convert.ToBase64String(bomb.ToArray());
        var before = GC.GetAllocatedBytesForCurrentThread();

        ShouldBeRefused(Packing, payload).Message.Should().Contain($"more than {Mebibyte} bytes");

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(10 * Mebibyte);
    }

    [TestCase("not base64")]
    [TestCase("AAAAAAAAAAAAAAAA")]
    [TestCase("/////////////w==")]
    public void Packed_WhatNeverWasPacked_IsRefused(string payload) => ShouldBeRefused(Packing, payload);

    [Test]
    public async Task Function_WithTheGuidesCodec_IsStartedAndReadOnAnEngineWithTheDefaultSerializer()
    {
        var folder = Directory.CreateTempSubdirectory("durable-codec-");
        try
        {
            await using var engine = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = Path.Combine(folder.FullName, "journal.db") });
            engine.Register("approve", DurableFunction.Create<Order, Decision>(ApproveAsync, new DurableFunctionOptions(Encrypting)));

            var execution = await engine.StartAsync("approve", "order-1", new Order("Ada", 12.50m));

            (await execution.GetResultAsync<Decision>()).Should().Be(new Decision("Ada", true));
            (await engine.StartAsync("approve", "order-1", new Order("Ada", 12.50m))).Name.Should().Be("order-1");
            (await execution.GetResultPayloadAsync()).Should().NotContain("Ada");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static async Task<Decision> ApproveAsync(DurableContext ctx, Order order) =>
            new(order.Customer, await ctx.StepAsync("rules", () => order.Amount > 0));
    }

    private static DurableException ShouldBeRefused(IDurableSerializer serializer, string payload)
    {
        var error = serializer.Invoking(s => s.Deserialize<string>(payload, Place)).Should().Throw<DurableException>($"of {payload}").WithMessage("*operation abc*").Which;
        error.Code.Should().Be("DP2003");
        return error;
    }

    private sealed record Order(string Customer, decimal Amount);

    private sealed record Decision(string Customer, bool IsApproved);
}
