using System.Reflection;
using System.Xml.Linq;

namespace DurableParallel.Conventions;

/// <summary>The documentation that is shipped beside an assembly. A comment that inherits another has what that one has.</summary>
internal sealed class DocumentationFile
{
    // What generators add to each assembly is there several times, and nothing public.
    private static readonly Dictionary<string, XElement> Members = Repository.Packages
        .SelectMany(package => Read(Packages.Load(package)))
        .DistinctBy(member => member.Attribute("name")!.Value)
        .ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);

    private readonly List<XElement> _comments = [];

    private DocumentationFile(string id)
    {
        for (var next = id; Members.TryGetValue(next, out var comment) && !_comments.Contains(comment);)
        {
            _comments.Add(comment);
            var inherited = comment.Element("inheritdoc");
            InheritsByItself |= inherited is not null && inherited.Attribute("cref") is null;
            next = inherited?.Attribute("cref")?.Value ?? "";
        }
    }

    /// <summary>Whether the comment is that of whatever the member overrides or implements.</summary>
    public bool InheritsByItself { get; }

    public static DocumentationFile Of(string id) => new(id);

    /// <summary>Whether the comment has an element that says something, of that name where one is given.</summary>
    public bool Has(string element, string? name = null) => _comments
        .Elements(element)
        .Any(found => (name is null || found.Attribute("name")?.Value == name) && (found.HasElements || !string.IsNullOrWhiteSpace(found.Value)));

    private static IEnumerable<XElement> Read(Assembly assembly) =>
        XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member");
}
