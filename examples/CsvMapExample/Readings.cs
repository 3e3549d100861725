using System.Globalization;

namespace DurableParallel.Examples;

/// <summary>The file that is beside the program: station, date and degrees, with a line of headings.</summary>
internal static class Readings
{
    private const int Columns = 3;
    private const double Hottest = 60;

    private static readonly string File = Path.Combine(AppContext.BaseDirectory, "readings.csv");

    public static async Task<List<Row>> ReadAsync(CancellationToken cancellationToken)
    {
        var lines = await System.IO.File.ReadAllLinesAsync(File, cancellationToken);
        return [.. lines.Index().Skip(1).Where(line => line.Item.Length > 0).Select(line => new Row(line.Index + 1, line.Item.Split(',')[0], line.Item))];
    }

    public static double Degrees(Row row)
    {
        if (row.Text.Split(',') is not { Length: Columns } columns)
        {
            throw new BadRowException($"line {row.Line} has not {Columns} columns");
        }

        return double.TryParse(columns[2], NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) && Math.Abs(degrees) <= Hottest
            ? degrees
            : throw new BadRowException($"line {row.Line} has '{columns[2]}' for degrees");
    }
}
