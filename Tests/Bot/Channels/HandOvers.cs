using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FollowUpBot.Tests.Bot.Channels;

/// <summary>What a shop's server signs, made by hand, right and wrong.</summary>
internal static class HandOvers
{
    public const string Key = "shop-and-host-know-this-0123456789abcdef", OldKey = "the-key-before-this-one-0123456789abcdef";

    public static readonly string[] Flags = ["--FollowUp:WebChat:HandOverKeys:0", Key, "--FollowUp:WebChat:HandOverKeys:1", OldKey];

    /// <summary>A token for a customer, signed now.</summary>
    public static string For(string customer, DateTimeOffset now, string key = Key, int minutes = 5, string audience = "followupbot") =>
        Sign(new { alg = "HS256", typ = "JWT" }, new { sub = customer, name = "Maria Lopez", aud = audience, iat = now.ToUnixTimeSeconds(), exp = now.AddMinutes(minutes).ToUnixTimeSeconds() }, key);

    public static string Sign(object header, object payload, string key)
    {
        var signed = $"{Part(JsonSerializer.SerializeToUtf8Bytes(header))}.{Part(JsonSerializer.SerializeToUtf8Bytes(payload))}";
        return $"{signed}.{Part(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(signed)))}";
    }

    public static string Part(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
