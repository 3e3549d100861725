using Newtonsoft.Json;

namespace DurableParallel.Contract.Errors;

/// <summary>A value that does not come back from its payload as it went in.</summary>
internal sealed class Lossy
{
    public int Kept { get; set; }

    [JsonIgnore]
    public int Lost { get; set; }
}
