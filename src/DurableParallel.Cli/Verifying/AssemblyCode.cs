using System.Reflection;
using System.Runtime.Loader;

namespace DurableParallel.Cli.Verifying;

/// <summary>An assembly with its own dependencies; the library itself is the tool's, so that its types are the same.</summary>
internal sealed class AssemblyCode : AssemblyLoadContext
{
    private const string Library = "DurableParallel";
    private readonly AssemblyDependencyResolver _resolver;

    private AssemblyCode(string path) => _resolver = new AssemblyDependencyResolver(path);

    /// <exception cref="CliException">There is none, or it cannot be loaded.</exception>
    public static Assembly Load(string file)
    {
        var path = Path.GetFullPath(file);
        if (!File.Exists(path))
        {
            throw CliException.NotFound($"There is no assembly at {path}.");
        }

        try
        {
            return new AssemblyCode(path).LoadFromAssemblyPath(path);
        }
        catch (Exception other) when (other is BadImageFormatException or FileLoadException)
        {
            throw CliException.Usage($"{path} is no .NET assembly that can be loaded: {other.Message}");
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is Library or $"{Library}.Engine" or $"{Library}.Testing" || _resolver.ResolveAssemblyToPath(assemblyName) is not { } path)
        {
            return null;
        }

        return LoadFromAssemblyPath(path);
    }
}
