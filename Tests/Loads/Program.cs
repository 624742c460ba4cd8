using System.CommandLine;
using FollowUpBot.Loads;

// Measures what only a full store shows, with real hosts and a provider on loopback:
//   dotnet run --project Tests/Loads -c Release -- sleepers --store sqlite
//   dotnet run --project Tests/Loads -c Release -- dispatch --store postgres
//   dotnet run --project Tests/Loads -c Release -- desks --store sqlite
//   dotnet run --project Tests/Loads -c Release -- pages --played PLAYED.db
var root = new RootCommand("Measures real hosts on a store that is full of customers, in a temporary folder or a PostgreSQL of its own. Takes minutes and the whole machine.");

var store = Store();
var customers = Whole("--customers", 1_000_000, "How many customers sleep.");
var due = Whole("--due", 20_000, "How many others come due in the same minute of an outage.");
var expired = Whole("--expired", 1_000, "How many have come due so long ago that their occasion has passed.");
var pace = Whole("--pace", 200, "Texts a second that the provider is to get at most.");
var sleepers = new Command("sleepers", "Customers who wait for their next contact: what they cost, how soon a host serves again, and what happens when many come due at once.") { store, customers, due, expired, pace };
sleepers.SetAction((parsed, cancel) => Sleepers.RunAsync(parsed.GetValue(store)!, parsed.GetValue(customers), parsed.GetValue(due), parsed.GetValue(expired), parsed.GetValue(pace), cancel));
root.Add(sleepers);

var where = Store();
var seconds = Whole("--seconds", 120, "For how long.");
var backlog = Whole("--messages", 400_000, "How many messages wait, one for each customer.");
var dispatch = new Command("dispatch", "Texts that wait in the outbox: claimed, judged, recorded, sent to a provider and confirmed, one by one.") { where, seconds, backlog };
dispatch.SetAction((parsed, cancel) => Dispatch.RunAsync(parsed.GetValue(where)!, parsed.GetValue(backlog), parsed.GetValue(seconds), cancel));
root.Add(dispatch);

var at = Store();
var agents = Whole("--desks", 200, "How many agents have a page of the desk open, each with a case of theirs.");
var chats = Whole("--chats", 2_000, "How many customers have a chat open, all of them handed over.");
var messages = Whole("--messages", 50, "How many messages customers write a second; agents answer every fifth.");
var length = Whole("--seconds", 120, "For how long.");
var desks = new Command("desks", "Agents and customers who talk: how long until the other sees it, and what it costs the host.") { at, agents, chats, messages, length };
desks.SetAction((parsed, cancel) => Desks.RunAsync(parsed.GetValue(at)!, parsed.GetValue(agents), parsed.GetValue(chats), parsed.GetValue(messages), parsed.GetValue(length), cancel));
root.Add(desks);

var played = new Option<string>("--played") { Description = "The store: what 'simulate --into' has written. What is counted from it is kept beside it.", Required = true };
var screenshots = new Option<string?>("--screenshots") { Description = "A folder for pictures of the pages." };
var pages = new Command("pages", "The insights over a full store in Chromium: how long until something is painted, and until all of it is drawn.") { played, screenshots };
pages.SetAction((parsed, cancel) => Pages.RunAsync(parsed.GetValue(played)!, parsed.GetValue(screenshots), cancel));
root.Add(pages);

return await root.Parse(args).InvokeAsync();

static Option<string> Store()
{
    var store = new Option<string>("--store") { Description = "sqlite or postgres.", DefaultValueFactory = _ => "sqlite" };
    store.AcceptOnlyFromAmong("sqlite", "postgres");
    return store;
}

static Option<int> Whole(string name, int fallback, string description)
{
    var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => fallback };
    option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < 1) result.AddError($"{name} is 1 or more.");
    });
    return option;
}
