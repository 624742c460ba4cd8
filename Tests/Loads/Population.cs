using System.Globalization;

namespace FollowUpBot.Loads;

/// <summary>A customer to whom something was sold for real, and whose rows are copied: under the tag and the number of each copy.</summary>
/// <param name="Tag">Stands in all ids, and nowhere else in the rows.</param>
/// <param name="Number">The telephone number.</param>
/// <param name="Product">What was bought.</param>
internal sealed record Template(string Tag, string Number, string Product)
{
    /// <summary>The beginning of the copies' numbers.</summary>
    public string Prefix => Number[..4];
}

/// <summary>Fills a store with customers: what a sale wrote for one of them stands there for all.</summary>
internal sealed class Population(Ground ground)
{
    private string User => ground.IsPostgres ? "user_id" : "user";

    private IEnumerable<(string Table, string[] Renamed, string[] Same)> Tables =>
    [
        ("customer", ["id", "document"], ["version", "next_contact_at", "resting_reason"]),
        ("address", ["customer_id", User], ["channel"]),
        ("conversation", ["customer_id", User, "id"], ["channel", "last_sequence", "last_at", "reference"]),
        ("message", ["customer_id", "conversation"], ["channel", "sequence", "speaker", "name", "text", "buttons", "client_id", "at"]),
        ("work", ["customer_id", "document"], ["due_at", "parked_because"]),
        ("fact", ["customer_id", "document"], ["kind", "at"]),
        ("purchase", ["order_id", "customer_id", "document"], ["product", "at"]),
    ];

    /// <summary>Makes so many copies of a customer; the customer goes.</summary>
    public async Task CopyAsync(Template template, int copies)
    {
        foreach (var (table, renamed, same) in Tables) await CopyRowsAsync(template, table, renamed, same, copies);
        foreach (var (table, renamed, _) in Tables) await ground.Store.ExecuteAsync($"DELETE FROM {table} WHERE {Named(template, renamed[0])}");
    }

    /// <summary>Has every copy's first message wait as if it had not been sent yet.</summary>
    public Task LetWaitAsync(Template template) => ground.Store.ExecuteAsync(string.Create(CultureInfo.InvariantCulture,
        $"""
        INSERT INTO outgoing (dedupe_key, channel, conversation, sequence, state, created_at)
        SELECT 'load|' || conversation || '|0', channel, conversation, sequence, 'pending', at FROM message WHERE customer_id LIKE 'customer-{template.Tag}-%' AND sequence = 1
        """));

    private Task CopyRowsAsync(Template template, string table, string[] renamed, string[] same, int copies)
    {
        var number = ground.IsPostgres ? "lpad(n::text, 8, '0')" : "printf('%08d', n)";
        var values = renamed.Select(c => IsConversation(table, c)
            ? $"{c} || '-' || {number}"
            : $"replace(replace({c}, '{template.Tag}', '{template.Tag}-' || {number}), '{template.Number}', '{template.Prefix}' || {number})").Concat(same);
        return ground.Store.ExecuteAsync(string.Create(CultureInfo.InvariantCulture,
            $"""
            WITH RECURSIVE copy (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < {copies}),
            original AS MATERIALIZED (SELECT * FROM {table} WHERE {Named(template, renamed[0])})
            INSERT INTO {table} ({string.Join(", ", renamed.Concat(same))}) SELECT {string.Join(", ", values)} FROM original CROSS JOIN copy
            """));
    }

    // Its id was drawn.
    private static bool IsConversation(string table, string column) => (table, column) is ("conversation", "id") or ("message", "conversation");

    private static string Named(Template template, string column) => $"{column} LIKE '%-{template.Tag}'";
}
