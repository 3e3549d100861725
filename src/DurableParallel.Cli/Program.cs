using System.Text;

namespace DurableParallel.Cli;

/// <summary>The program.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments)
    {
        System.Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new DparProgram().RunAsync(arguments, System.Console.Out, System.Console.Error);
    }
}
