using System.Collections.Concurrent;
using System.Text;

namespace FollowUpBot.Dialogs.Turns;

/// <summary>
/// Something to say. A reply is a record type whose name is that of a prompt file and whose properties are the values that file may use:
/// <c>FollowUpBot.Dialogs.Welcome.ThankYou</c> is said by <c>Prompts/Welcome/thank-you.en.md</c>. There is no way to say a bare string.
/// </summary>
public abstract record Reply
{
    private static readonly ConcurrentDictionary<Type, string> Names = new();

    /// <summary>Path of the prompt below <c>Prompts/</c>, without locale and extension.</summary>
    public virtual string Prompt => NameOf(GetType());

    /// <summary>Files that go with it. They are no value of the prompt: each channel shows them in its own way.</summary>
    public IReadOnlyList<SentFile> Files { get; init; } = [];

    /// <summary>The prompt that belongs to a reply type: the last part of its namespace, then its name in kebab case.</summary>
    public static string NameOf(Type reply) => Names.GetOrAdd(reply, static type =>
    {
        var name = new StringBuilder(type.Namespace![(type.Namespace!.LastIndexOf('.') + 1)..]).Append('/');
        for (var i = 0; i < type.Name.Length; i++)
        {
            if (i > 0 && char.IsUpper(type.Name[i])) name.Append('-');
            name.Append(char.ToLowerInvariant(type.Name[i]));
        }

        return name.ToString();
    });
}

/// <summary>Text of our own that is already Markdown and is put into a prompt as it stands. Everything else that a prompt inserts is escaped.</summary>
public readonly record struct Markdown(string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}
