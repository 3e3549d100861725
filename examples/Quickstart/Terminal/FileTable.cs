using Spectre.Console;

namespace DurableParallel.Quickstart;

/// <summary>The table of audited files, as many of its columns as the terminal is wide enough for.</summary>
internal static class FileTable
{
    private const int NarrowestForAll = 60;
    private const int AllButTheFile = 50;
    private const int BytesAndBorders = 19;
    private const int ShortestFile = 8;
    private const int LongestWord = 12;

    /// <param name="files">What was audited, in the order of the rows.</param>
    /// <param name="width">Of the terminal, in columns.</param>
    public static Table Of(IEnumerable<FileEntry> files, int width)
    {
        var all = width >= NarrowestForAll;
        var longestFile = Math.Max(ShortestFile, width - (all ? AllButTheFile : BytesAndBorders));
        var table = new Table().RoundedBorder().AddColumn("File").AddColumn(Number("Bytes"));
        if (all)
        {
            table.AddColumn(Number("Lines")).AddColumn(Number("Words")).AddColumn("Top word");
        }

        foreach (var file in files)
        {
            Text[] cells =
            [
                new(Printable.End(Printable.Line(file.Path), longestFile)),
                new($"{file.Facts?.Size:N0}"),
                new($"{file.Facts?.Lines:N0}"),
                new($"{file.Analysis?.Words:N0}"),
                new(file.Analysis?.TopWords is [var top, ..] ? Printable.End(Printable.Line(top.Word), LongestWord) : ""),
            ];
            table.AddRow(cells[..table.Columns.Count]);
        }

        return table;
    }

    private static TableColumn Number(string name) => new TableColumn(name).RightAligned().NoWrap();
}
