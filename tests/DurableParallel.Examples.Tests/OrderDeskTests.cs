using System.Diagnostics;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Examples.Tests;

public sealed class OrderDeskTests
{
    [Test]
    public async Task Run_AHundredTimesAsFast_OrdersComeToTheirEndsAndASignalEndsIt()
    {
        var start = new ProcessStartInfo("dotnet", [ExampleProgram.PathOf("OrderDesk"), "--urls", "http://127.0.0.1:0", "--pace", "0.01"])
        {
            RedirectStandardOutput = true,
        };
        using var program = Process.Start(start)!;
        try
        {
            var shop = await ReadLinkAsync(program, "The shop:");
            (await ReadLinkAsync(program, "The console:")).Should().Be(new Uri(shop, "/durable"));
            using var client = new HttpClient { BaseAddress = shop };
            (await client.GetStringAsync("/")).Should().Contain("<title>OrderDesk</title>");

            var placed = await PostAsync(client, "/orders?count=20");
            placed.Should().StartWith("20 placed: order-");
            var prefix = placed.Split(' ')[2][..^2];
            (await client.GetStringAsync($"/orders/{prefix}-15")).Should().Be("Failed: There are no unicorns left.\n");
            (await client.GetStringAsync($"/orders/{prefix}-1")).Should().MatchRegex($"^{prefix}-1 (came with|was)");
            (await PostAsync(client, "/imports")).Should().EndWith("started, and will fail\n");
            (await PostAsync(client, "/newsletters?drift=true")).Should().StartWith("The code was changed");
            (await PostAsync(client, "/approvals")).Should().EndWith("answered\n");

            using (Process.Start("kill", ["-TERM", $"{program.Id}"]))
            {
                await program.WaitForExitAsync();
            }

            program.ExitCode.Should().Be(0);
        }
        finally
        {
            if (!program.HasExited)
            {
                program.Kill();
            }
        }
    }

    private static async Task<Uri> ReadLinkAsync(Process program, string label)
    {
        var line = await program.StandardOutput.ReadLineAsync();
        line.Should().StartWith(label);
        return new Uri(line![label.Length..].Trim());
    }

    private static async Task<string> PostAsync(HttpClient client, string path)
    {
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content: null);
        return await answer.Content.ReadAsStringAsync();
    }
}
