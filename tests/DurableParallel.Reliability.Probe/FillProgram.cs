using System.Globalization;
using DurableParallel.Engine;

namespace DurableParallel.Reliability.Probe;

/// <summary>Runs executions until the journal cannot be written any more, and says of each that it ended, and why it stopped.</summary>
internal static class FillProgram
{
    public const string FunctionName = "echo";
    private const int PayloadLength = 20_000;

    public static string Payload(int number) => number.ToString(CultureInfo.InvariantCulture).PadRight(PayloadLength, 'x');

    public static Task<string> EchoAsync(DurableContext context, string text) => context.StepAsync("echo", () => text);

    public static async Task<int> RunAsync(string journal)
    {
        var ended = 0;
        await using var engine = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = journal });
        engine.Register<string, string>(FunctionName, EchoAsync);
        try
        {
            while (true)
            {
                var execution = await engine.StartAsync(FunctionName, $"e-{ended}", Payload(ended));
                await execution.GetResultAsync<string>();
                Console.WriteLine(ended++);
            }
        }
        catch (EngineFaultedException fault)
        {
            Console.WriteLine(fault.Message.ReplaceLineEndings(" "));
            return 0;
        }
    }
}
