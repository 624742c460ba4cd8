using System.CommandLine;
using FollowUpBot.Bot.Commands;
using FollowUpBot.Bot.Commands.Bench;
using FollowUpBot.Bot.Commands.Evaluate;
using FollowUpBot.Bot.Commands.Teams;
using FollowUpBot.Bot.Commands.Walk;

// One program: without a command it serves; every other command is a file in Commands/.
SQLitePCL.Batteries_V2.Init();

// SQLITE_CONFIG_MEMSTATUS: nobody reads the count of allocated bytes, for which every allocation takes a lock.
const int MemoryStatistics = 9;
_ = SQLitePCL.raw.sqlite3_config(MemoryStatistics, 0);
var root = new RootCommand(
    "FollowUpBot: the conversation a company keeps with its customers after the sale. Every option of appsettings.sample.json is also a flag of every command, "
    + "for example --FollowUp:Data /var/lib/followup; --urls http://localhost:5000 listens elsewhere.");
root.Subcommands.Add(ServeCommand.Create());
root.Subcommands.Add(PromptsCommand.Create());
root.Subcommands.Add(KnowledgeCommand.Create());
root.Subcommands.Add(AskCommand.Create());
root.Subcommands.Add(UnderstandCommand.Create());
root.Subcommands.Add(EvaluateCommand.Create());
root.Subcommands.Add(JourneysCommand.Create());
root.Subcommands.Add(WalkCommand.Create());
root.Subcommands.Add(SimulateCommand.Create());
root.Subcommands.Add(InsightsCommand.Create());
root.Subcommands.Add(AuditCommand.Create());
root.Subcommands.Add(TeamsCommand.Create());
root.Subcommands.Add(BenchCommand.Create());
return await CommandLine.RunAsync(root, args);
