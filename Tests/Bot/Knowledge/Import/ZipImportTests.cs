using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using FollowUpBot.Bot.Knowledge.Import;

namespace FollowUpBot.Tests.Bot.Knowledge.Import;

public sealed class ZipImportTests : IDisposable
{
    private ImportFolder folder = new();

    [Fact]
    public async Task A_zip_alone_is_a_folder_and_among_files_part_of_the_path()
    {
        folder.Add("all.zip", Zip(("guide/a.md", "One."), ("b.txt", "Two."), ("__MACOSX/b.txt", "x"), ("c.png", "x")));
        Assert.Equal(["b.txt", "guide/a.md"], Read(await folder.ReadAsync("all.zip")));
        var results = await folder.ReadAsync();
        Assert.Equal(["all.zip/b.txt", "all.zip/guide/a.md"], Read(results));
        Assert.EndsWith("1 of other kinds skipped (.png 1)", ImportFolder.Said(results), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_lead_outside_are_only_names()
    {
        folder.Add("all.zip", Zip(("../../etc/a.md", "One."), ("/abs/b.md", "Two."), (@"C:\dir\c.md", "Three.")));
        Assert.Equal(["abs/b.md", "dir/c.md", "etc/a.md"], Read(await folder.ReadAsync("all.zip")));
        Assert.Equal(["all.zip"], Directory.EnumerateFileSystemEntries(folder.Root).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_bomb_is_refused_with_little_memory()
    {
        folder.Add("all.zip", Zip(("bomb.txt", new byte[100 << 20]), ("small.txt", new byte[40 << 20]), ("a.md", "One."u8.ToArray())));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var results = await folder.ReadAsync("all.zip");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20L << 20);
        Assert.Equal(["a.md"], Read(results));
        Assert.Equal(
            "bomb.txt: unpacks to more than 50 MB; split it\nsmall.txt: unpacks to more than 200 times its packed size, as only a zip bomb does; look at where it comes from",
            ImportFolder.Said(results));
    }

    [Fact]
    public async Task A_head_that_lies_about_the_size_gains_nothing()
    {
        var zip = Zip(("bomb.txt", new byte[100 << 20]));
        Patch(zip, "PK\u0001\u0002"u8, 24, 100);
        Patch(zip, "PK\u0003\u0004"u8, 22, 100);
        folder.Add("all.zip", zip);
        var results = await folder.ReadAsync("all.zip");
        Assert.Empty(Read(results));
        Assert.StartsWith("bomb.txt: is damaged in its zip", ImportFolder.Said(results), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sum_of_all_files_is_bounded()
    {
        folder.Dispose();
        folder = new ImportFolder { Limits = new ImportLimits { UnpackedTotal = 25_000, Unpacked = 20_000 } };
        var text = string.Join(' ', Enumerable.Range(0, 2_000));
        folder.Add("all.zip", Zip(("a.txt", text), ("b.txt", text + "!"), ("c.txt", text + "?")));
        var results = await folder.ReadAsync("all.zip");
        Assert.Equal(["a.txt", "b.txt"], Read(results));
        Assert.Equal("c.txt: is left out: its zip unpacks to more than 24.4 KB; split it", ImportFolder.Said(results));
    }

    [Fact]
    public async Task A_zip_of_too_many_files_is_refused()
    {
        folder.Dispose();
        folder = new ImportFolder { Limits = new ImportLimits { Entries = 2 } };
        folder.Add("all.zip", Zip(("a.txt", "1"), ("b.txt", "2"), ("c.txt", "3")));
        Assert.Equal($"{Path.Combine(folder.Root, "all.zip")}: holds more than 2 files; split it".Replace(folder.Root + "/", "", StringComparison.Ordinal), await folder.SaidAsync("all.zip"));
    }

    [Fact]
    public async Task A_zip_in_a_zip_stays_closed()
    {
        folder.Add("all.zip", Zip(("a.md", "One."u8.ToArray()), ("inner.zip", Zip(("b.md", "Two.")))));
        var results = await folder.ReadAsync("all.zip");
        Assert.Equal(["a.md"], Read(results));
        Assert.Equal("inner.zip: a zip in a zip is not opened; unpack the outer one", ImportFolder.Said(results));
    }

    [Fact]
    public async Task An_encrypted_file_is_said_and_the_others_are_read()
    {
        var zip = Zip(("a.md", "One."), ("b.md", "Two."));
        Patch(zip, "PK\u0001\u0002"u8, 8, 1);
        folder.Add("all.zip", zip);
        var results = await folder.ReadAsync("all.zip");
        Assert.Equal(["b.md"], Read(results));
        Assert.Equal("a.md: is encrypted in its zip; pack it without a password", ImportFolder.Said(results));
    }

    [Fact]
    public async Task A_damaged_file_in_a_zip_is_said_and_so_is_what_is_no_zip()
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        using (var stream = archive.CreateEntry("a.md", CompressionLevel.NoCompression).Open()) stream.Write("The lamp shines."u8);
        var zip = packed.ToArray();
        zip[zip.AsSpan().IndexOf("lamp"u8)] = (byte)'c';
        folder.Add("all.zip", zip);
        folder.Add("broken.zip", "PK no zip");
        Assert.Equal("all.zip/a.md: is damaged in its zip; pack it again\nbroken.zip: is no zip or a damaged one; pack it again", await folder.SaidAsync());
    }

    public void Dispose() => folder.Dispose();

    internal static byte[] Zip(params (string Name, string Text)[] files) => Zip([.. files.Select(f => (f.Name, Encoding.UTF8.GetBytes(f.Text)))]);

    internal static byte[] Zip(params (string Name, byte[] Bytes)[] files)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, bytes) in files)
            {
                using var stream = archive.CreateEntry(name).Open();
                stream.Write(bytes);
            }

        return packed.ToArray();
    }

    private static IEnumerable<string> Read(IEnumerable<ImportResult> results) => results.Where(r => r.Source is not null).Select(r => r.Document);

    // Writes over a field of the first record with this signature.
    private static void Patch(byte[] zip, ReadOnlySpan<byte> signature, int offset, int value)
    {
        var field = zip.AsSpan(zip.AsSpan().IndexOf(signature) + offset);
        if (offset >= 20) BinaryPrimitives.WriteInt32LittleEndian(field, value);
        else BinaryPrimitives.WriteInt16LittleEndian(field, (short)value);
    }
}
