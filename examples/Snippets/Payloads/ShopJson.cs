using System.Text.Json.Serialization;
using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Payloads;

#region ShopJson
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Decision))]
[JsonSerializable(typeof(Score))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
internal sealed partial class ShopJson : JsonSerializerContext;
#endregion
