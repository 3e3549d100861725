using System.Text.Json;

namespace DurableParallel.Console.WhatIf;

/// <summary>A setting whose values are of the type double.</summary>
internal sealed class SettingOfDoubleText : SettingText<double>
{
    protected override double ReadNumber(ref Utf8JsonReader reader) => reader.GetDouble();

    protected override void WriteNumber(Utf8JsonWriter writer, double number) => writer.WriteNumberValue(number);
}
