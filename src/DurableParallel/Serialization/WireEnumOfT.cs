using System.Text.Json.Serialization;
using DurableParallel.Records;

namespace DurableParallel.Serialization;

/// <inheritdoc/>
internal sealed class WireEnum<TEnum> : WireEnum
    where TEnum : struct, Enum
{
    public override Type Type => typeof(TEnum);

    public override string Tokens => WireNames.Expected<TEnum>();

    public override string Write(object value) => ((TEnum)value).ToWireName();

    public override object? Read(string token) => WireNames.TryParse<TEnum>(token, out var value) ? value : null;

    public override JsonConverter CreateSystemTextJsonConverter() => new SystemTextJsonEnumConverter<TEnum>();
}
