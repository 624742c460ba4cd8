namespace FollowUpBot.Bot.Prompts;

/// <summary>
/// What a language model is told before it sees any data. Like a reply it is a record type that belongs to a file, <c>&lt;name&gt;.system.md</c>,
/// and whose properties are the values that file may use. What customers and manuals say is never a value here: it follows as fenced data.
/// </summary>
/// <param name="Fence">The mark around data, made anew for every request, so that no text can know it in advance.</param>
internal abstract record Instruction(string Fence)
{
    /// <summary>Every instruction, by the name of its file.</summary>
    public static readonly IReadOnlyDictionary<string, Type> All = new Dictionary<string, Type>
    {
        ["Questions/answer"] = typeof(AnswerInstruction),
        ["Complaints/judge"] = typeof(JudgeInstruction),
        ["Handoff/summarise"] = typeof(SummariseInstruction),
        ["Voice/name-theme"] = typeof(NameThemeInstruction),
    };

    /// <summary>Path of the file below <c>Prompts/</c>, without <c>.system.md</c>.</summary>
    public string FileName => All.First(i => i.Value == GetType()).Key;
}

/// <summary>Answer a question from passages.</summary>
/// <param name="Fence">The mark around data.</param>
/// <param name="Passages">How many passages there are.</param>
internal sealed record AnswerInstruction(string Fence, int Passages) : Instruction(Fence);

/// <summary>Say how likely a message complains or asks for a person.</summary>
internal sealed record JudgeInstruction(string Fence) : Instruction(Fence);

/// <summary>Sum up a conversation for the agent who takes it over.</summary>
internal sealed record SummariseInstruction(string Fence) : Instruction(Fence);

/// <summary>Say in a few words what several customers say.</summary>
internal sealed record NameThemeInstruction(string Fence) : Instruction(Fence);
