using System.Text.RegularExpressions;

namespace FollowUpBot.KillRig;

/// <summary>Which of the things that a customer is to hear some words are. It knows as little of the wording as it can.</summary>
internal static partial class Speech
{
    public const string Greeting = "greeting";
    public const string CheckIn = "check-in";

    /// <summary>The customer's own message in the transcript.</summary>
    public static string Own(string text) => $"own {text}";

    public static string ThankYou(string product) => $"thank-you for {product}";

    /// <summary>What a talker heard.</summary>
    public static string OfTalker(string text) => text.StartsWith(Own(""), StringComparison.Ordinal) ? text : Code().Match(text) is { Success: true } code ? code.Value : Greeting;

    /// <summary>What a buyer heard.</summary>
    public static string OfBuyer(string text) => text.StartsWith("Thank you", StringComparison.Ordinal) ? ThankYou(Shop.Products.FirstOrDefault(p => text.Contains(p, StringComparison.Ordinal)) ?? "nothing") : CheckIn;

    [GeneratedRegex(@"\b[STW]-[0-9]{4}-[0-9]+\b")]
    private static partial Regex Code();
}
