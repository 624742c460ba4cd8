using System.Text;

namespace FollowUpBot.Tests.Bot.Channels;

/// <summary>Inputs that are nearly right, or not at all: made from good ones by chance, and the same again from the same seed.</summary>
internal sealed class Mutations(int seed)
{
    private static readonly string[] Spices =
    [
        "\\ud800", "\\u0000", "\0", "\uFEFF", "\u202E", "😀", "1e999", "-0", "9223372036854775808", "NaN", "null", "true", "{}", "[]", "\"", "\\", "{\"a\":", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "\r\n", "\r\n\r\n", "--x", "--x--",
        "--x\r\n", "Content-Type: application/vnd.microsoft.activity\r\n", "Content-Disposition: form-data; name=\"file\"; filename*=UTF-8''%ff%00.png\r\n", "data:image/png;base64,", "data:;base64,====", "../", "%00", "..", ".", "eyJ", "==", "<svg",
        "clientActivityID", "attachments", "contentUrl", "channelData", "message", "\u00e9", "\ud83d",
    ];

    private readonly Random chance = new(seed);

    public int Next(int below) => chance.Next(below);

    public byte[] Of(IReadOnlyList<byte[]> good)
    {
        var bytes = new List<byte>(good[chance.Next(good.Count)]);
        for (var rounds = chance.Next(1, 6); rounds > 0; rounds--)
        {
            var at = chance.Next(bytes.Count + 1);
            var length = Math.Min(bytes.Count - at, chance.Next(1, 40));
            switch (chance.Next(8))
            {
                case 0 when bytes.Count > 0: bytes[Math.Min(at, bytes.Count - 1)] ^= (byte)(1 << chance.Next(8)); break;
                case 1: bytes.Insert(at, (byte)chance.Next(256)); break;
                case 2: bytes.RemoveRange(at, length); break;
                case 3: bytes.InsertRange(chance.Next(bytes.Count + 1), bytes.GetRange(at, length)); break;
                case 4: bytes.RemoveRange(at, bytes.Count - at); break;
                case 5: bytes.InsertRange(at, good[chance.Next(good.Count)]); break;
                case 6 when chance.Next(20) == 0: bytes.InsertRange(at, Enumerable.Repeat((byte)"[{\"a<-="[chance.Next(7)], chance.Next(20_000))); break;
                default: bytes.InsertRange(at, Encoding.UTF8.GetBytes(Spices[chance.Next(Spices.Length)])); break;
            }
        }

        return [.. bytes];
    }

    // Any sixteen bits may stand in a text, halves of characters too.
    public string TextOf(IReadOnlyList<byte[]> good)
    {
        var text = Encoding.UTF8.GetString(Of(good));
        return chance.Next(10) == 0 ? text.Insert(chance.Next(text.Length + 1), ((char)chance.Next(0xD800, 0xE000)).ToString()) : text;
    }
}
