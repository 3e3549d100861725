using System.Text.Json;

namespace DurableParallel.Console.WhatIf;

/// <summary>A setting whose values are of the type int.</summary>
internal sealed class SettingOfIntText : SettingText<int>
{
    protected override int ReadNumber(ref Utf8JsonReader reader) => reader.GetInt32();

    protected override void WriteNumber(Utf8JsonWriter writer, int number) => writer.WriteNumberValue(number);
}
