using Newtonsoft.Json;

namespace DurableParallel.Contract.Operations;

/// <summary>A value that does not come back from its payload as it went in.</summary>
internal sealed class Lossy
{
    public int Kept { get; set; }

    [JsonIgnore]
    public int Lost { get; set; }
}
