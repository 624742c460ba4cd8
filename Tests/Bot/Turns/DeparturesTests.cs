using FollowUpBot.Bot;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Storage.Sqlite;
using FollowUpBot.Bot.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace FollowUpBot.Tests.Bot.Turns;

/// <summary>Who gets a place for a message that is about to be written, and until when it counts as being sent.</summary>
public sealed class DeparturesTests : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("followup-departures-");
    private readonly SqliteStore store;
    private readonly Departures departures;

    public DeparturesTests()
    {
        var options = new FollowUpOptions();
        options.Dispatch.PerSecond["sms"] = 0.001;
        store = SqliteStore.Open(Path.Combine(folder.FullName, "followup.db"));

        // Nothing departs here, so there is nothing to deliver.
        departures = new Departures(store, [new AnySender()], delivery: null!, new Changes(store), options, TimeProvider.System, NullLogger<Departures>.Instance);
    }

    [Fact]
    public void A_turn_that_is_decided_again_does_not_use_up_the_pace_of_its_channel()
    {
        departures.Open(CancellationToken.None);
        for (var attempt = 0; attempt < 5; attempt++) Assert.IsType<Departures.Ticket>(departures.Board("sms", "sms|1|0")).Dispose();
    }

    [Fact]
    public void A_message_that_comes_twice_while_it_is_answered_gets_one_place_and_uses_up_no_other()
    {
        departures.Open(CancellationToken.None);
        using var first = departures.Board("emulator", "emulator|1|0");
        Assert.NotNull(first);
        Assert.Null(departures.Board("emulator", "emulator|1|0"));
        using var other = departures.Board("emulator", "emulator|2|0");
        Assert.NotNull(other);
    }

    [Fact]
    public void What_nobody_asked_for_passes_nothing_that_waits_and_an_answer_does()
    {
        departures.Open(CancellationToken.None);
        departures.Want(["emulator"]);
        Assert.Null(departures.Board("emulator", "emulator|1|0", unasked: true));
        using var answer = departures.Board("emulator", "emulator|2|0");
        Assert.NotNull(answer);
        departures.Want([]);
        using var next = departures.Board("emulator", "emulator|3|0", unasked: true);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task A_message_left_half_sent_by_a_host_that_stops_does_not_look_as_if_it_had_never_been_sent()
    {
        using var stopping = new CancellationTokenSource();
        departures.Open(stopping.Token);
        var claim = new OutgoingClaim("emulator|1|0", 1, store.Outbox.Self);
        var findingOut = new TaskCompletionSource();
        departures.Begin(departures.RoadTo("emulator").EnterAnyhow(), claim, () => findingOut.Task);
        await stopping.CancelAsync();
        findingOut.SetResult();
        await departures.UnderWayAsync();
        Assert.True(departures.IsAboard(claim));
        Assert.Null(departures.Board("emulator", "emulator|2|0"));
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private sealed class AnySender : IChannelSender
    {
        public bool Serves(string channel) => true;

        public Task<SendResult> SendAsync(Outgoing message, CancellationToken cancel) => throw new InvalidOperationException("Nothing is sent here.");

        public Task<IReadOnlyList<string>?> FindAsync(Outgoing message, CancellationToken cancel) => throw new InvalidOperationException("Nothing is looked for here.");
    }
}
