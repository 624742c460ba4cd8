using System.Globalization;
using System.Xml.Linq;
using FollowUpBot.Bot.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace FollowUpBot.Bot.People;

/// <summary>The keys that cookies are sealed with, in the store: whoever is signed in at one host is signed in at all of them.</summary>
internal sealed class CookieKeys(IStore store, TimeProvider clock) : IXmlRepository
{
    private const string Kind = "cookie-key";
    private const int Most = 1000;

    // The framework asks for them as if they lay in memory; it does so a few times a day.
    public IReadOnlyCollection<XElement> GetAllElements() => [.. store.Notes.ReadAsync(Kind, Most).AsTask().GetAwaiter().GetResult().Select(n => XElement.Parse(n.Document))];

    public void StoreElement(XElement element, string friendlyName)
    {
        var id = string.IsNullOrEmpty(friendlyName) ? string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow().Ticks}") : friendlyName;
        store.Notes.WriteAsync(new Note(Kind, id, element.ToString(SaveOptions.DisableFormatting), clock.GetUtcNow())).GetAwaiter().GetResult();
    }
}
