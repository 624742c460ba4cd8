using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Wordprocessing;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>The words of a paragraph as they are printed: without what was deleted, hidden or only calculated from.</summary>
internal sealed class DocxText(DocxStyles styles)
{
    private readonly StringBuilder words = new();
    private readonly List<OpenXmlElement> boxes = [];

    /// <param name="paragraph">The paragraph.</param>
    /// <param name="textBoxes">The contents of text boxes anchored in it.</param>
    public string Of(Paragraph paragraph, out IReadOnlyList<OpenXmlElement> textBoxes)
    {
        if (!styles.IsHidden(paragraph)) Add(paragraph);
        textBoxes = boxes;
        return words.ToString();
    }

    private void Add(OpenXmlElement parent)
    {
        foreach (var child in parent.ChildElements)
        {
            switch (child.LocalName)
            {
                case "r" when child is Run run: if (!styles.IsHidden(run)) Add(run); break;
                case "t" when child is Text text: words.Append(text.Text); break;
                case "tab" when parent is Run: words.Append(' '); break;
                case "br" or "cr": words.Append('\n'); break;
                case "noBreakHyphen": words.Append('-'); break;

                // The same text box for new and for old programs: once is enough.
                case "AlternateContent": if (child.FirstChild is { } choice) Add(choice); break;
                case "txbxContent": boxes.Add(child); break;
                case "del" or "moveFrom" or "pPr" or "rPr" or "instrText" or "delText" or "fldData": break;
                default: if (child.HasChildren) Add(child); break;
            }
        }
    }
}
