namespace DurableParallel.Console.Http;

/// <summary>A query parameter that a route takes.</summary>
/// <param name="Name">Its name; upper and lower case differ.</param>
/// <param name="Description">What it says.</param>
/// <param name="Type">The JSON type of its value.</param>
/// <param name="Repeats">Whether it may be there several times.</param>
/// <param name="Format">The format of its value, as JSON Schema calls it; null for none.</param>
internal sealed record QueryParameter(string Name, string Description, string Type = "string", bool Repeats = false, string? Format = null)
{
    public static QueryParameter Number(string name, string description) => new(name, description, "integer");

    public static QueryParameter Time(string name, string description) => new(name, description, Format: "date-time");

    public static QueryParameter Flag(string name, string description) => new(name, description, "boolean");

    public static QueryParameter Many(string name, string description) => new(name, description, Repeats: true);
}
