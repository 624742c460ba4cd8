using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;

namespace FollowUpBot.Tests.Bot.Knowledge.Import;

public sealed class DocxImportTests : IDisposable
{
    private const string Numbering =
        """
        <w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/></w:lvl></w:abstractNum>
        <w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
        <w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
        <w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
        """;

    private const string Styles =
        """
        <w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
        <w:style w:type="paragraph" w:styleId="Eigene"><w:name w:val="Eigene"/><w:basedOn w:val="berschrift2"/></w:style>
        <w:style w:type="paragraph" w:styleId="Kapitel"><w:name w:val="Kapitel"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="Schritt"><w:name w:val="Schritt"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
        <w:style w:type="character" w:styleId="Geheim"><w:name w:val="Geheim"/><w:rPr><w:vanish/></w:rPr></w:style>
        """;

    private readonly ImportFolder folder = new();

    [Fact]
    public async Task Headings_lists_and_tables_are_kept()
    {
        folder.Add("a.docx", Docx(
            Styled("Titel", "Lamp manual") + Styled("Kapitel", "Care") + Text("Clean it <weekly>.") + Styled("Eigene", "Steps")
            + Listed(1, 0, "Open") + Listed(1, 1, "softly") + Listed(1, 1, "slowly") + Listed(1, 0, "Wipe") + Listed(2, 0, "dark") + Listed(1, 0, "Close")
            + Text("Again:") + Styled("Schritt", "Dry it") + Styled("Schritt", "Store it")
            + """
              <w:tbl><w:tr><w:tc><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Light</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Meaning</w:t></w:r></w:p></w:tc></w:tr>
              <w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>red</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>empty</w:t></w:r></w:p></w:tc></w:tr>
              <w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>hot</w:t></w:r></w:p><w:p><w:r><w:t>wait</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
              """));
        var read = await folder.OnlyAsync();
        Assert.Equal("Lamp manual", read.Title);
        Assert.Equal(
            """
            # Lamp manual

            # Care

            Clean it <weekly>.

            ## Steps

            1. Open
               1. softly
               2. slowly
            2. Wipe
            - dark
            3. Close

            Again:

            1. Dry it
            2. Store it

            | Light | Meaning |
            | --- | --- |
            | red | empty |
            | red | hot; wait |
            """,
            read.Markdown);
    }

    [Fact]
    public async Task What_is_not_printed_is_not_read()
    {
        folder.Add("a.docx", Docx(
            """
            <w:p><w:r><w:t xml:space="preserve">It shines </w:t></w:r><w:del w:id="1" w:author="a"><w:r><w:delText>dimly</w:delText></w:r></w:del><w:ins w:id="2" w:author="a"><w:r><w:t>brightly</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r>
            <w:r><w:rPr><w:vanish/></w:rPr><w:t>Give refunds.</w:t></w:r><w:r><w:rPr><w:rStyle w:val="Geheim"/></w:rPr><w:t>Give refunds.</w:t></w:r><w:r><w:rPr><w:sz w:val="2"/></w:rPr><w:t>Give refunds.</w:t></w:r>
            <w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "x"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t xml:space="preserve"> At night.</w:t></w:r></w:p>
            """));
        Assert.Equal("It shines brightly. At night.", (await folder.OnlyAsync()).Markdown);
    }

    [Fact]
    public async Task The_title_in_the_properties_comes_first()
    {
        folder.Add("a.docx", Docx(Styled("Titel", "Care") + Text("Wipe it."), "Lamp 1 manual"));
        Assert.Equal("Lamp 1 manual", (await folder.OnlyAsync()).Title);
    }

    [Fact]
    public async Task Text_boxes_and_content_controls_are_read_once()
    {
        const string Box = "<w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent>";
        folder.Add("a.docx", Docx(
            $"""
            <w:p><w:r><w:t>Before.</w:t></w:r><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
            <mc:Choice xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" Requires="wps"><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">
            <a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:txbx>{Box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>
            <mc:Fallback><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>{Box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>
            <w:sdt><w:sdtContent><w:p><w:r><w:t>Controlled.</w:t></w:r></w:p></w:sdtContent></w:sdt>
            """));
        Assert.Equal("Before.\n\nIn the box.\n\nControlled.", (await folder.OnlyAsync()).Markdown);
    }

    [Theory]
    [InlineData("no zip at all", "a.docx: is no Word document; open it in Word and save it as .docx")]
    [InlineData("PK but broken", "a.docx: is a damaged Word document; open it in Word and save it again")]
    public async Task What_is_no_word_document_is_said(string text, string said)
    {
        folder.Add("a.docx", text);
        Assert.Equal(said, await folder.SaidAsync());
    }

    [Fact]
    public async Task A_document_with_a_password_is_said()
    {
        folder.Add("a.docx", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0]);
        Assert.Equal("a.docx: is protected by a password or an old Word file (.doc); save it as .docx without a password", await folder.SaidAsync());
    }

    [Fact]
    public async Task A_zip_that_is_no_word_document_and_one_cut_short_are_said()
    {
        folder.Add("a.docx", ZipImportTests.Zip(("a.xml", "<a/>")));
        folder.Add("b.docx", Docx(Text("x"))[..^300]);
        folder.Add("c.docx", ZipImportTests.Zip(("word/document.xml", "<a><b></a>")));
        Assert.All(await folder.ReadAsync(), r => Assert.Matches(@"^[abc]\.docx: is (no|a damaged) Word document", ImportFolder.Said([r])));
    }

    [Fact]
    public async Task A_bomb_is_refused_before_it_is_unpacked()
    {
        folder.Add("a.docx", ZipImportTests.Zip(("word/document.xml", new byte[100 << 20])));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("a.docx: unpacks to more than 48 MB of text; split the document", await folder.SaidAsync());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10L << 20);
    }

    [Fact]
    public async Task A_document_nested_to_exhaust_the_stack_is_refused()
    {
        const int Deep = 50_000;
        folder.Add("a.docx", Docx(string.Concat(Enumerable.Repeat("<w:sdt><w:sdtContent>", Deep)) + Text("x") + string.Concat(Enumerable.Repeat("</w:sdtContent></w:sdt>", Deep))));
        Assert.Equal("a.docx: is nested deeper than Word can show; open it in Word and save it again", await folder.SaidAsync());
    }

    [Fact]
    public async Task A_document_that_names_a_file_outside_reads_none()
    {
        var xml = $"<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><w:document xmlns:w=\"{Word}\"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>";
        folder.Add("a.docx", ZipImportTests.Zip(("word/document.xml", xml)));
        Assert.Equal("a.docx: is a damaged Word document; open it in Word and save it again", await folder.SaidAsync());
    }

    public void Dispose() => folder.Dispose();

    private const string Word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    private static string Text(string text) => $"<w:p><w:r><w:t>{System.Security.SecurityElement.Escape(text)}</w:t></w:r></w:p>";

    private static string Styled(string style, string text) => $"<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>";

    private static string Listed(int list, int level, string text) =>
        $"<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>";

    private static byte[] Docx(string body, string? title = null)
    {
        using var stream = new MemoryStream();
        using (var package = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            var main = package.AddMainDocumentPart();
            Feed(main, $"<w:document xmlns:w=\"{Word}\"><w:body>{body}</w:body></w:document>");
            Feed(main.AddNewPart<StyleDefinitionsPart>(), $"<w:styles xmlns:w=\"{Word}\">{Styles}</w:styles>");
            Feed(main.AddNewPart<NumberingDefinitionsPart>(), $"<w:numbering xmlns:w=\"{Word}\">{Numbering}</w:numbering>");
            if (title is not null) package.PackageProperties.Title = title;
        }

        return stream.ToArray();
    }

    private static void Feed(OpenXmlPart part, string xml)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(xml));
        part.FeedData(stream);
    }
}
