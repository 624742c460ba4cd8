namespace FollowUpBot.Tests;

/// <summary>A copy of the sample shop's prompts to make mistakes in.</summary>
internal static class TestPrompts
{
    public static DirectoryInfo Copy()
    {
        var copy = Directory.CreateTempSubdirectory("followup-prompts-");
        foreach (var file in Directory.EnumerateFiles(TestHost.PromptsFolder, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy.FullName, Path.GetRelativePath(TestHost.PromptsFolder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }
}
