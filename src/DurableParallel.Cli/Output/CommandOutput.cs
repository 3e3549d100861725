using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using DurableParallel.Cli.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DurableParallel.Cli.Output;

/// <summary>
/// What a command prints: objects of one line each when JSON is asked for, tables with colours in a terminal, and elsewhere
/// lines whose columns are parted by tabs.
/// </summary>
internal sealed class CommandOutput
{
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly TextWriter _writer;

    /// <param name="writer">Where it goes.</param>
    /// <param name="isTerminal">Whether a person looks at it there.</param>
    /// <param name="isJson">Whether JSON is asked for.</param>
    public CommandOutput(TextWriter writer, bool isTerminal, bool isJson)
    {
        _writer = writer;
        IsJson = isJson;
        IsTerminal = isTerminal;
        Terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
    }

    public bool IsJson { get; }

    public bool IsTerminal { get; }

    public IAnsiConsole Terminal { get; }

    public void Json(JsonElement element) => _writer.WriteLine(JsonSerializer.Serialize(element, OneLine));

    public void Json(object value) => _writer.WriteLine(JsonSerializer.Serialize(value, OneLine));

    /// <summary>Text that comes from the API as it is, such as a payload or a script.</summary>
    public void Raw(string text) => _writer.WriteLine(text);

    /// <summary>A line of cells.</summary>
    public void Line(params ReadOnlySpan<Cell> cells)
    {
        if (!IsTerminal)
        {
            _writer.WriteLine(string.Join('\t', cells.ToArray().Select(static cell => SafeText.Of(cell.Text))));
            return;
        }

        foreach (var cell in cells)
        {
            Terminal.Write(TextOf(cell));
            Terminal.Write(" ");
        }

        Terminal.WriteLine();
    }

    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<Cell>> rows)
    {
        if (IsTerminal)
        {
            Terminal.Write(MakeTable(columns, rows));
            return;
        }

        foreach (var row in rows)
        {
            _writer.WriteLine(string.Join('\t', row.Select(static cell => SafeText.Of(cell.Text))));
        }
    }

    /// <summary>Names and their values, where the value is there.</summary>
    public void Facts(IEnumerable<(string Name, Cell Value)> facts)
    {
        foreach (var (name, value) in facts.Where(static fact => !string.IsNullOrEmpty(fact.Value.Text)))
        {
            Line(new Cell(IsTerminal ? name.PadRight(14) : name, Colours.Quiet), value);
        }
    }

    public static IRenderable MakeTable(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<Cell>> rows)
    {
        var table = new Table { Border = TableBorder.None, ShowRowSeparators = false };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column, new Style(Colours.Quiet))) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(static cell => (IRenderable)TextOf(cell)));
        }

        return table;
    }

    /// <summary>A time as people read it in a terminal, and in a form that sorts elsewhere.</summary>
    public string Time(JsonElement element, string name) =>
        element.Time(name) is not { } time ? string.Empty
        : IsTerminal ? time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
        : element.TextOr(name, "");

    /// <summary>From one time to another one, or to now.</summary>
    public static string Span(JsonElement element, string from, string to, bool isOpen)
    {
        var end = element.Time(to) ?? (isOpen ? TimeProvider.System.GetUtcNow() : null);
        return end - element.Time(from) is { } span ? Duration(span) : string.Empty;
    }

    public static string Duration(TimeSpan span) =>
        span < TimeSpan.Zero ? "0 ms"
        : span < TimeSpan.FromSeconds(1) ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms")
        : span < TimeSpan.FromMinutes(2) ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.##} s")
        : span < TimeSpan.FromHours(2) ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min{(span.Seconds == 0 ? "" : $" {span.Seconds} s")}")
        : span < TimeSpan.FromDays(2) ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h {span.Minutes} min")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays} d {span.Hours} h");

    private static Text TextOf(Cell cell) => new(SafeText.Of(cell.Text), cell.Colour is { } colour ? new Style(colour) : null) { Overflow = Overflow.Ellipsis };
}
