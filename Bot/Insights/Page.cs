namespace FollowUpBot.Bot.Insights;

/// <summary>What a page of the insights shows.</summary>
/// <param name="Key">Name of the view.</param>
/// <param name="Title">Its title.</param>
/// <param name="Filter">What is looked at.</param>
/// <param name="Sections">What is on it.</param>
/// <param name="Frame">What is around it.</param>
public sealed record Page(string Key, string Title, Filter Filter, IReadOnlyList<Section> Sections, Frame Frame)
{
    /// <summary>The section of this name.</summary>
    public Section this[string key] => Sections.First(s => s.Key == key);
}

/// <summary>What is around every page.</summary>
/// <param name="Shop">Name of the shop.</param>
/// <param name="Agent">Who is signed in.</param>
/// <param name="Zone">The shop's time zone.</param>
/// <param name="Products">To choose from.</param>
/// <param name="Segments">To choose from.</param>
/// <param name="Views">The navigation: names in addresses and titles.</param>
/// <param name="Done">How much is counted, 0 to 1.</param>
/// <param name="Trouble">What keeps it from being counted.</param>
/// <param name="Wrong">What in the address makes no sense.</param>
public sealed record Frame(string Shop, string Agent, string Zone, IReadOnlyList<string> Products, IReadOnlyList<string> Segments, IReadOnlyList<(string Key, string Title)> Views, double Done, string? Trouble, string? Wrong)
{
    /// <summary>Whether who is signed in may open cases at the desk.</summary>
    public bool ReadsCases { get; init; }
}

/// <summary>A page of sentences.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Total">How many sentences there are in all.</param>
/// <param name="Sentences">Those of this page.</param>
/// <param name="What">Behind which number, as in the address.</param>
/// <param name="Product">Of which product; null for all.</param>
/// <param name="Step">Of which step; null for all.</param>
/// <param name="Beside">Other numbers of the same place.</param>
/// <param name="Local">Writes a moment as the shop's clock shows it.</param>
public sealed record WordsPage(int Number, long Total, IReadOnlyList<Sentence> Sentences, string What, string? Product, string? Step, IReadOnlyList<(string Title, string Opens, bool IsThis)> Beside, Func<DateTimeOffset, string> Local)
{
    public const int Size = 50;

    public bool HasNext => (long)Number * Size < Total && Number < MostPages;

    /// <summary>Further back one narrows the period.</summary>
    public const int MostPages = 400;
}

/// <summary>A theme on its own page.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Found">What it was called when it was found.</param>
/// <param name="Care">What staff make of it.</param>
/// <param name="Fields">What stands in the form.</param>
/// <param name="State">How far the work on it is.</param>
/// <param name="Quote">The sentence that stands for it best; null when its words are gone.</param>
/// <param name="Latest">What was said last.</param>
/// <param name="All">Where all of it is.</param>
/// <param name="Messages">Messages that can say what was done.</param>
/// <param name="Customers">How many have said it, ever.</param>
/// <param name="Wrong">What in the form makes no sense.</param>
/// <param name="Did">What was done just now, as it stands in the address.</param>
public sealed record ThemePage(
    string Id, string Found, Themes.ThemeCare Care, (string? Name, string? Owner, string? Due) Fields, string State, string? Quote, IReadOnlyList<Sentence> Latest, string All, IReadOnlyList<string> Messages, int Customers, string? Wrong, string? Did);
