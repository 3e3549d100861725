using DurableParallel.Records;

namespace DurableParallel.Engine.History;

/// <summary>A place of an operation, with the names of those above it. Places share those, so that a deep tree needs little memory; a path is made when it is asked for.</summary>
/// <param name="id">The position.</param>
/// <param name="name">The name on record; null where there is none, as of a flat context.</param>
/// <param name="above">The place above; null at the root.</param>
internal sealed class NamedPlace(OperationId id, string? name, NamedPlace? above)
{
    public OperationId Id => id;

    public string? Name => name;

    /// <summary>Its name, or "#" and its number.</summary>
    public string Segment => OperationPath.Segment(id, name);

    /// <summary>The names from the function down, for example "checks/validate/rules".</summary>
    public string Path
    {
        get
        {
            var segments = new Stack<string>();
            for (var place = this; place is not null; place = place.Above)
            {
                segments.Push(place.Segment);
            }

            return string.Join('/', segments);
        }
    }

    private NamedPlace? Above => above;
}
