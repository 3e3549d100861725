// dotnet tool restore && dotnet cake [--target=Default|CI|Bench|…] [--configuration=Release] [--scenario=all]
var target = Argument("target", "Default");
var configuration = Argument("configuration", "Release");

const string Solution = "DurableParallel.sln";
const string Benchmarks = "tests/DurableParallel.Benchmarks";
var packages = Directory("artifacts/packages");
var verifyFormat = target == "CI" || BuildSystem.IsLocalBuild == false;

// What is packed names its sources by their place in the repository and not on this machine.
var properties = target is "CI" or "Pack" ? "-p:ContinuousIntegrationBuild=true" : "";

// Every dotnet process below inherits this one's environment.
Environment.SetEnvironmentVariable("TESTINGPLATFORM_TELEMETRY_OPTOUT", "1");
Environment.SetEnvironmentVariable("DOTNET_CLI_TELEMETRY_OPTOUT", "1");

void DotNet(string command, ProcessArgumentBuilder arguments)
{
    arguments.Prepend(command);
    var code = StartProcess("dotnet", new ProcessSettings { Arguments = arguments });
    if (code != 0)
    {
        throw new CakeException($"dotnet {command} ended with exit code {code}; its output is above.");
    }
}

Task("Clean")
    .Does(() =>
    {
        CleanDirectories("./{src,tests,examples}/*/bin");
        CleanDirectories("./{src,tests,examples}/*/obj");
        CleanDirectory("artifacts");
    });

Task("Restore")
    .Does(() => DotNet("restore", new ProcessArgumentBuilder().Append(Solution)));

Task("Format")
    .Description("Fixes the format; in CI it only checks, and fails when there is something to fix.")
    .IsDependentOn("Restore")
    .Does(() =>
    {
        // Outside of the default build, since its packages are not served everywhere: without them its usings look unnecessary.
        var arguments = new ProcessArgumentBuilder().Append(Solution).Append("--no-restore").Append("--exclude src/DurableParallel.Lambda.RuntimeSupport/");
        DotNet("format", verifyFormat ? arguments.Append("--verify-no-changes") : arguments);
    });

Task("Build")
    .IsDependentOn("Format")
    .Does(() => DotNet("build", new ProcessArgumentBuilder()
        .Append(Solution)
        .Append("--no-restore")
        .Append("-warnaserror")
        .Append(properties)
        .AppendSwitch("--configuration", configuration)));

Task("Test")
    .IsDependentOn("Build")
    .Does(() => DotNet("test", new ProcessArgumentBuilder()
        .Append(Solution)
        .Append("--no-build")
        .AppendSwitch("--configuration", configuration)));

Task("Pack")
    .IsDependentOn("Test")
    .Does(() =>
    {
        // What the solution lists and leaves out of its build has no Build.0 lines, and there is nothing to pack.
        var solution = System.IO.File.ReadAllText(Solution);
        bool IsBuilt(FilePath project) =>
            System.Text.RegularExpressions.Regex.Match(solution, $"= \"{System.Text.RegularExpressions.Regex.Escape(project.GetFilenameWithoutExtension().ToString())}\".*\"({{.*}})\"") is { Success: true } entry
            && solution.Contains($"{entry.Groups[1].Value}.{configuration}|Any CPU.Build.0");
        foreach (var project in GetFiles("src/*/*.csproj").Where(IsBuilt))
        {
            DotNet("pack", new ProcessArgumentBuilder()
                .AppendQuoted(project.FullPath)
                .Append("--no-build")
                .Append(properties)
                .AppendSwitch("--configuration", configuration)
                .AppendSwitchQuoted("--output", packages.Path.FullPath));
        }
    });

Task("Bench")
    .Description("Runs the benchmarks, if this checkout has them. Always in Release.")
    .IsDependentOn("Restore")
    .Does(() =>
    {
        if (!DirectoryExists(Benchmarks))
        {
            throw new CakeException($"There are no benchmarks in this checkout: expected the folder {Benchmarks}.");
        }

        DotNet("run", new ProcessArgumentBuilder()
            .AppendSwitch("--configuration", "Release")
            .AppendSwitch("--project", Benchmarks)
            .Append("--")
            .Append(Argument("scenario", "all")));
    });

Task("Default").IsDependentOn("Test");

Task("CI").IsDependentOn("Default").IsDependentOn("Pack");

RunTarget(target);
