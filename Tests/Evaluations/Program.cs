using FollowUpBot.Evaluations;

// Measures what the product understands and answers on public data sets, which the reader brings along:
//   dotnet run --project Tests/Evaluations -c Release -- EVALUATION PATH…
// Every evaluation is a file beside this one and prints its table.
var evaluations = new Dictionary<string, Func<string[], Task<int>>>
{
    ["calibrate"] = Calibration.RunAsync,
    ["knowledge"] = KnowledgeTable.RunAsync,
    ["encoder"] = EncoderAgreement.RunAsync,
    ["recognisers"] = Recognisers.Run,
    ["attacks"] = Attacks.RunAsync,
    ["understanding"] = UnderstandingTable.RunAsync,
    ["themes"] = ThemesTable.RunAsync,
};
if (args.Length == 0 || !evaluations.TryGetValue(args[0], out var evaluation))
{
    Console.Error.WriteLine($"Name an evaluation ({string.Join(", ", evaluations.Keys)}) and the data to measure on.");
    return 2;
}

return await evaluation(args[1..]);
