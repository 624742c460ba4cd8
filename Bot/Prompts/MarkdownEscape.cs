using System.Diagnostics.CodeAnalysis;
using System.Text;
using FollowUpBot.Dialogs.Turns;
using HandlebarsDotNet;
using HandlebarsDotNet.IO;

namespace FollowUpBot.Bot.Prompts;

/// <summary>Escapes what a prompt inserts, so that a customer called <c>[click](http://…)</c> stays a name.</summary>
internal sealed class MarkdownEscape : ITextEncoder
{
    private const string Special = @"\`*_[]<>&";

    public void Encode(StringBuilder? text, TextWriter target) => Encode(text?.ToString(), target);

    public void Encode(string? text, TextWriter target)
    {
        foreach (var c in text ?? "") Write(c, target);
    }

    public void Encode<T>(T? text, TextWriter target) where T : IEnumerator<char>
    {
        while (text?.MoveNext() == true) Write(text.Current, target);
    }

    /// <summary>A plain text as Markdown that shows it as it is.</summary>
    public static string Of(string text)
    {
        using var escaped = new StringWriter();
        foreach (var c in text) Write(c, escaped);
        return escaped.ToString();
    }

    private static void Write(char c, TextWriter target)
    {
        if (Special.Contains(c)) target.Write('\\');
        target.Write(c);
    }
}

/// <summary>A reply that stands in another: its words, and what is noted when they are put in.</summary>
internal sealed record InsertedReply(string Text, string? Sms, Action? PutIn);

/// <summary>Inserts Markdown of our own without escaping.</summary>
internal sealed class MarkdownAsItIs : IFormatter, IFormatterProvider
{
    public void Format<T>(T value, in EncodedTextWriter writer)
    {
        if (value is InsertedReply reply)
        {
            reply.PutIn?.Invoke();
            writer.WriteSafeString(reply.Text);
        }
        else
        {
            writer.WriteSafeString(((Markdown)(object)value!).Text);
        }
    }

    public bool TryCreateFormatter(Type type, [MaybeNullWhen(false)] out IFormatter formatter)
    {
        formatter = type == typeof(Markdown) || type == typeof(InsertedReply) ? this : null;
        return formatter is not null;
    }
}
