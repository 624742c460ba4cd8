using FollowUpBot.Bot.Http;

namespace FollowUpBot.Bot;

internal sealed partial class FollowUpOptions
{
    /// <summary>The chat on a shop's pages (<c>/chat.js</c>).</summary>
    internal sealed class WebChatOptions
    {
        private const int ShortestKey = 32, MostOrigins = 100;

        /// <summary>Where the shop's pages come from, like <c>https://shop.example</c>. In Development pages of this machine may show the chat as well.</summary>
        public IList<string> Origins { get; set; } = [];

        /// <summary>Keys by which the shop's server vouches for who is logged in; two while one replaces the other.</summary>
        public IList<string> HandOverKeys { get; set; } = [];

        public IEnumerable<string> Mistakes()
        {
            const string name = "FollowUp:WebChat:";
            foreach (var origin in Origins.Where(o => !Origin.IsValid(o))) yield return $"{name}Origins: '{origin}' is no origin; write it like https://shop.example, without a path.";
            if (Origins.Count > MostOrigins) yield return $"{name}Origins has more than {MostOrigins} entries.";
            foreach (var (key, place) in HandOverKeys.Select((k, i) => (k, i)).Where(k => k.k.Length < ShortestKey))
                yield return $"{name}HandOverKeys:{place} is shorter than {ShortestKey} characters; take a random one of 32 or more.";
        }
    }
}
