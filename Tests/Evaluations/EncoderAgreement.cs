using System.Diagnostics;
using System.Text.Json;
using FollowUpBot.Bot.Language;

namespace FollowUpBot.Evaluations;

/// <summary>
/// The encoder against the reference in Node: <c>encoder SENTENCES.jsonl</c>, where each line is {"text", "vector"?}. Prints the greatest difference of any number,
/// how long a sentence of twelve words takes on one core, and how long loading takes.
/// </summary>
internal static class EncoderAgreement
{
    public static Task<int> RunAsync(string[] paths)
    {
        var lines = File.ReadLines(paths[0]).Select(l => JsonSerializer.Deserialize<Line>(l, JsonSerializerOptions.Web)!).ToList();
        var began = Stopwatch.GetTimestamp();
        var encoder = SentenceEncoder.Load();
        var load = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        began = Stopwatch.GetTimestamp();
        SentenceEncoder.Load();
        Console.WriteLine($"load                    {load:0} ms first in the process, {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms again");

        var compared = lines.Where(l => l.Vector is not null)
            .Select(l => (l.Text, Difference: encoder.Encode(l.Text).Zip(l.Vector!, (ours, theirs) => Math.Abs(ours - theirs)).Max()))
            .OrderByDescending(c => c.Difference).ToList();
        Console.WriteLine($"greatest difference     {compared[0].Difference:0.0E+0} over {compared.Count} sentences; the worst: {string.Join(" / ", compared.Take(3).Select(c => $"{c.Difference:0.0E+0} \"{c.Text[..Math.Min(40, c.Text.Length)]}\""))}");

        var twelve = lines.Where(l => l.Text.Split(' ').Length == 12).Select(l => l.Text).ToList();
        if (twelve.Count == 0) twelve = [.. lines.Select(l => l.Text)];
        for (var i = 0; i < 200; i++) encoder.Encode(twelve[i % twelve.Count]);
        var times = new List<double>();
        for (var i = 0; i < 1000; i++)
        {
            began = Stopwatch.GetTimestamp();
            encoder.Encode(twelve[i % twelve.Count]);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine($"a sentence of 12 words  p50 {times[500]:0.00} ms, p99 {times[990]:0.00} ms on one core ({twelve.Count} sentences)");
        var texts = lines.Select(l => l.Text).ToList();
        began = Stopwatch.GetTimestamp();
        encoder.EncodeAll(texts);
        Console.WriteLine($"in batches              {texts.Count / Stopwatch.GetElapsedTime(began).TotalSeconds:0} sentences/s on all cores");
        return Task.FromResult(0);
    }

    private sealed record Line(string Text, float[]? Vector);
}
