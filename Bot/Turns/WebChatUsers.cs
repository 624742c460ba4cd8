using System.Security.Cryptography;
using System.Text;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Bot.Turns;

/// <summary>
/// Who is who in the chat on a shop's pages. User ids are made with a key that never leaves the store, so nobody can guess one, and what a browser keeps of a visitor is not the id but what it
/// is made from: to have read an id opens nothing.
/// </summary>
internal sealed class WebChatUsers
{
    private const string Kind = "key", Id = "web-chat", Channel = OutgoingRows.OurOwnChannel;

    private readonly IStore store;
    private readonly byte[] key;

    private WebChatUsers(IStore store, byte[] key) => (this.store, this.key) = (store, key);

    /// <summary>With the key of the store; the first host makes it.</summary>
    public static async Task<WebChatUsers> OpenAsync(IStore store, DateTimeOffset now)
    {
        if (await store.Notes.FindAsync(Kind, Id) is null) await store.Notes.WriteAsync(new Note(Kind, Id, $"\"{Keys.New()}\"", now));
        return new WebChatUsers(store, Encoding.UTF8.GetBytes((await store.Notes.FindAsync(Kind, Id))!.Document));
    }

    /// <summary>The user of a visitor whom nobody vouches for.</summary>
    /// <param name="visitor">What their browser keeps.</param>
    public string OfVisitor(string visitor) => Make($"visitor {visitor}");

    /// <summary>The user of a customer: whom they chat as already, else one of their own.</summary>
    public async ValueTask<string> OfCustomerAsync(string customer) =>
        await store.LatestConversationAsync(customer, Channel) is { } at && await store.FindConversationAsync(at) is { IsEnded: false, User: { } user } ? user : Make($"customer {customer}");

    /// <summary>Whether a visitor is a customer by now: then who shows the visitor's key must be vouched for.</summary>
    public async ValueTask<bool> IsCustomerAsync(string user) =>
        await store.CustomerAtAsync(Channel, user) is { } owner && !owner.StartsWith(CustomerFile.StrangerPrefix, StringComparison.Ordinal);

    private string Make(string what) => $"dl_{Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(what)).AsSpan(0, 20))}";
}
