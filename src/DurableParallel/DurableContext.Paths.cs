using DurableParallel.Records;

namespace DurableParallel;

/// <content>Where something is, for messages.</content>
public sealed partial class DurableContext
{
    /// <summary>As messages name it, with its path where the name does not say it all.</summary>
    internal string Place => Id is null ? Description : OperationPath.At(Description, Name, PathOf(Id, Name));

    /// <summary>
    /// The path of an operation that is called on this context: the contexts around it know their names, flat ones too, and
    /// records those of the others.
    /// </summary>
    /// <param name="id">Its position.</param>
    /// <param name="name">Its name, or null.</param>
    internal string PathOf(OperationId id, string? name)
    {
        var names = new Dictionary<OperationId, string?> { [id] = name };
        for (var around = this; around.Id is { } above; around = around.Owner.Above!)
        {
            names[above] = around.Owner.Name;
            if (around.Owner.Scope is { } scope)
            {
                names[scope.Id] = scope.Name;
            }
        }

        return OperationPath.Of(id, position => names.TryGetValue(position, out var known) ? known : Invocation.Request.History.Find(position)?.Name);
    }
}
