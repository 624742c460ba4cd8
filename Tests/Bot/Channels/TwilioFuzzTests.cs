using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using FollowUpBot.Bot.Channels.Sms;
using FollowUpBot.Bot.Channels.Twilio;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;
using FollowUpBot.KillRig;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace FollowUpBot.Tests.Bot.Channels;

/// <summary>Forms that no provider would send. A failure names its seed; FOLLOWUP_FUZZ_SEED plays it again.</summary>
[Collection(nameof(Alone))]
public class TwilioFuzzTests
{
    private const int InProcess = 200_000, OverHttp = 3000;

    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("FOLLOWUP_FUZZ_SEED"), out var seed) ? seed : 20261123;

    // Sixteen seconds on two busy cores; beside other tests it may have to wait.
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(60), MostForOne = TimeSpan.FromMilliseconds(100);

    private static readonly string[] Bodies =
    [
        "hello", "2", "(2)", "option two", "the last one", "STOP", "can i leave it outside when it rains", "the battery dies after an hour", "*bold* [a](/m/b) <https://x> `c`", "- a\n- b\n\n1. c\n2. d", "“quoted” – and… more 😀",
        "María", "- - - - - - - - deep", "> > > quoted", "https://bot.example/manuals/traillight-300#weather-and-water", "€€€^^^{}[]~|\\",
    ];

    private static readonly string[] Spices =
    [
        "%", "&", "=", "+", "%00", "%0A", "%F0%9F%98%80", "%ED%A0%80", "%C0%AF", "%FF", "\uD800", "\uDFFF", "\u200B", "\u202E", "\uFEFF", "\0", "[](", "![", "](/", "**", "``", "<!--", "&#x41;", "&amp;", "- ", "> ", "1. ", "\t", "\r\n", "|", "{{", "}}", "😀", "é", "e\u0301", "9999999999999999999", "٢", "²",
    ];

    [Fact]
    public void Two_hundred_thousand_forms_break_nothing()
    {
        var numbers = ShopContent.Load(TestHost.PromptsFolder).Content!.RecognisersFor("en").Numbers;
        for (var i = 0; i < 2000; i++) Take(FormOf(new Random(i)), numbers);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (began, slowest) = (Stopwatch.GetTimestamp(), TimeSpan.Zero);
        Parallel.For(0, InProcess, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            var form = FormOf(new Random(Seed + i));
            try
            {
                var took = Time(form, numbers);

                // A pause of the machine is no fault of the form.
                for (var again = 0; again < 5 && took > MostForOne; again++) took = Time(form, numbers);
                Assert.True(took < MostForOne, $"{took}");
                if (took > slowest) slowest = took;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {Seed}, form {i}: {Convert.ToHexString(Encoding.UTF8.GetBytes(form))}", error);
            }
        });
        var elapsed = Stopwatch.GetElapsedTime(began);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}: {InProcess} forms in {elapsed.TotalSeconds:0.0} s, slowest {slowest.TotalMilliseconds:0.0} ms, memory grown by {grown / 1024} KB");
        Assert.True(elapsed < MostTime, $"{elapsed}");
        Assert.True(grown < 8 * 1024 * 1024, $"{grown} bytes more than before");
    }

    [Fact]
    public async Task Thousands_over_the_wire_are_taken_or_refused_and_never_an_error_of_ours()
    {
        await using var twilio = await TwilioServer.StartAsync(TestHost.Start);
        await using var host = await TestHost.StartAsync(flags: twilio.Flags);
        var answers = new Dictionary<HttpStatusCode, int>();
        for (var i = 0; i < OverHttp; i++)
        {
            var random = new Random(Seed + i);
            var form = FormOf(random);
            using var request = new HttpRequestMessage(HttpMethod.Post, random.Next(2) == 0 ? "/sms/twilio" : "/sms/twilio/status") { Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded") };
            if (random.Next(8) == 0) request.Content.Headers.ContentType = new("multipart/form-data");

            // One in six is signed for what the host will read of it, and reaches a turn.
            if (Read(form) is { } fields && random.Next(6) == 0) request.Headers.Add(TwilioSignature.Header, TwilioSignature.Of(TwilioServer.Token, TwilioServer.PublicUrl + request.RequestUri, fields));
            else request.Headers.TryAddWithoutValidation(TwilioSignature.Header, new string([.. Spiced(random, "0/FLFvnxBKPJ5kC8s1LdFvhrKFw=").Where(c => c is >= ' ' and <= '~')]));
            using var answer = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True((int)answer.StatusCode < 500, $"seed {Seed}, form {i}: {answer.StatusCode}");
            answers[answer.StatusCode] = answers.GetValueOrDefault(answer.StatusCode) + 1;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}: {string.Join(", ", answers.Select(a => $"{(int)a.Key}: {a.Value}"))}");
        Assert.True(answers[HttpStatusCode.OK] > 100);
    }

    private static TimeSpan Time(string form, Numbers numbers)
    {
        var began = Stopwatch.GetTimestamp();
        Take(form, numbers);
        return Stopwatch.GetElapsedTime(began);
    }

    // What the host does with a form before and after its turn.
    private static void Take(string form, Numbers numbers)
    {
        if (Read(form) is not { } fields) return;
        var request = new DefaultHttpContext().Request;
        (request.Path, request.Headers[TwilioSignature.Header]) = ("/sms/twilio", "0/FLFvnxBKPJ5kC8s1LdFvhrKFw=");
        Assert.False(TwilioSignature.IsRight(request, new FormCollection(fields), [TwilioServer.Token], TwilioServer.PublicUrl));
        _ = TwilioFailures.Of(int.TryParse(fields.GetValueOrDefault("ErrorCode"), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null);
        Assert.False(Texts.IsNumber(fields.GetValueOrDefault("From").ToString()) && fields.GetValueOrDefault("From").ToString().Length > 16);
        var body = fields.GetValueOrDefault("Body").ToString();
        if (Choice.Of(body, ["Yes", "Probably", "No"], numbers) is { } chosen) Assert.Contains(chosen, new[] { "Yes", "Probably", "No" });
        var text = SmsText.Of(body, ["Yes", "No"], new Form("x") { Citations = [new CitedSection("a", "b", "/m/a")], WayOut = "STOP" }, "https://bot.example");
        Assert.InRange(Gsm7.SegmentsOf(text).Count, 1, SmsText.MostSegments);
        Assert.EndsWith("1 Yes 2 No\nSTOP", text, StringComparison.Ordinal);
    }

    private static Dictionary<string, StringValues>? Read(string form)
    {
        try
        {
            return new FormReader(form).ReadForm();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static string FormOf(Random random)
    {
        var fields = new List<(string Name, string Value)>
        {
            ("MessageSid", $"SM-{random.Next(5000)}"), ("From", $"+346{random.Next(100000000):00000000}"), ("To", TwilioServer.From), ("Body", Bodies[random.Next(Bodies.Length)]), ("NumMedia", $"{random.Next(3)}"),
            ("MessageStatus", "undelivered"), ("ErrorCode", "30005"),
        };
        for (var change = random.Next(4); change > 0; change--)
        {
            var at = random.Next(fields.Count);
            var (name, value) = fields[at];
            switch (random.Next(7))
            {
                case 0: fields.RemoveAt(at); break;
                case 1: fields.Add((name, value)); break;
                case 2: fields[at] = (Spiced(random, name), value); break;
                case 3: fields[at] = (name, string.Concat(Enumerable.Repeat(value + Spices[random.Next(Spices.Length)], random.Next(12)))); break;
                default: fields[at] = (name, Spiced(random, value)); break;
            }

            if (fields.Count == 0) fields.Add(("Body", ""));
        }

        var form = string.Join('&', fields.Select(f => $"{Uri.EscapeDataString(f.Name)}={Uri.EscapeDataString(f.Value)}"));
        return random.Next(4) == 0 ? Spiced(random, form) : form;
    }

    private static string Spiced(Random random, string text)
    {
        var spiced = new StringBuilder(text);
        for (var times = random.Next(1, 5); times > 0; times--)
        {
            var at = random.Next(spiced.Length + 1);
            if (random.Next(3) == 0 && at < spiced.Length) spiced.Remove(at, Math.Min(random.Next(1, 4), spiced.Length - at));
            else spiced.Insert(at, Spices[random.Next(Spices.Length)]);
        }

        return spiced.ToString();
    }
}
