namespace DurableParallel.Serialization;

/// <summary>What the JSON of a type is made of, as far as comparing it needs that.</summary>
/// <param name="Item">The type of the items of an array, or of the values of a dictionary; null when there are none.</param>
/// <param name="IsUnordered">Whether the order of the items says nothing.</param>
/// <param name="Member">The type of a member by its name, of an object; null elsewhere.</param>
internal readonly record struct PayloadShape(Type? Item = null, bool IsUnordered = false, Func<string, Type?>? Member = null);
