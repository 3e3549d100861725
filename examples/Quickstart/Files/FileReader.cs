using System.Security.Cryptography;

namespace DurableParallel.Quickstart;

/// <summary>The bodies of a file's two steps. Both stream: the size of a file is no matter.</summary>
internal static class FileReader
{
    public static async Task<FileFacts> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (SpecialFile.Describe(path) is { } kind)
        {
            return new FileFacts(0, null, 0, kind);
        }

        // Names that are not UTF-8 arrive with this mark in place of what cannot be told, and nothing can be opened by them.
        if (path.Contains('\uFFFD') && !File.Exists(path))
        {
            return new FileFacts(0, null, 0, "a name that is not UTF-8");
        }

        await using var stream = Open(path);
        return await ReadAsync(stream, cancellationToken);
    }

    public static async Task<FileFacts> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var text = new StreamedText(stream, hash);
        var lines = default(LineCounter);
        var detection = default(BinaryDetection);
        while (await text.ReadAsync(cancellationToken))
        {
            detection.Add(text.Piece);
            lines.Add(text.Piece);
        }

        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        return detection.IsBinary
            ? new FileFacts(text.Size, sha256, 0, "binary")
            : new FileFacts(text.Size, sha256, lines.Lines, null);
    }

    public static async Task<TextAnalysis> AnalyseAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = Open(path);
        return await AnalyseAsync(stream, cancellationToken);
    }

    public static async Task<TextAnalysis> AnalyseAsync(Stream stream, CancellationToken cancellationToken)
    {
        var text = new StreamedText(stream);
        var analyzer = new TextAnalyzer();
        while (await text.ReadAsync(cancellationToken))
        {
            analyzer.Add(text.Piece);
        }

        return analyzer.Complete();
    }

    private static FileStream Open(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.ReadWrite | FileShare.Delete,
        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
        BufferSize = 0,
    });
}
