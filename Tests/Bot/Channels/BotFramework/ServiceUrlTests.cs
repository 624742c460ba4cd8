using System.Net;
using FollowUpBot.Bot;
using FollowUpBot.Bot.Channels.BotFramework;

namespace FollowUpBot.Tests.Bot.Channels.BotFramework;

/// <summary>Replies go to allowed hosts and nowhere else, whatever an activity names.</summary>
public class ServiceUrlTests
{
    // Each with a token that is good for that very address: the list of hosts alone is what stops it.
    private static readonly string[] Forbidden =
    [
        "", " ", "x", "/", "//smba.trafficmanager.net/", "smba.trafficmanager.net", "https:", "https://", "https:///", "https:/smba.trafficmanager.net", "https:smba.trafficmanager.net", "https:\\\\smba.trafficmanager.net\\",
        "http://smba.trafficmanager.net/", "HTTP://smba.trafficmanager.net/", "ftp://smba.trafficmanager.net/", "ws://smba.trafficmanager.net/", "file:///etc/passwd", "file://smba.trafficmanager.net/share", "gopher://smba.trafficmanager.net/", "data:text/plain,x", "javascript:alert(1)", "jar:https://smba.trafficmanager.net!/",
        "https://example.com/", "https://smba.trafficmanager.net.example.com/", "https://evilsmba.trafficmanager.net/", "https://trafficmanager.net/", "https://other.trafficmanager.net/", "https://botframework.com.example.com/", "https://evilbotframework.com/", "https://botframework.com/", "https://xn--btframework-yq8c.com/",
        "https://smba.trafficmanаger.net/", "https://smba。trafficmanager。net/", "https://ｓmba.trafficmanager.net/", "https://smba.trafficmanager.net./", "https://smba.trafficmanager.net:8443/", "https://smba.trafficmanager.net:80/", "https://smba.trafficmanager.net:443@example.com/",
        "https://smba.trafficmanager.net@example.com/", "https://user@smba.trafficmanager.net/", "https://user:pass@smba.trafficmanager.net/", "https://example.com#@smba.trafficmanager.net/", "https://example.com\\@smba.trafficmanager.net/", "https://example.com?smba.trafficmanager.net", "https://smba.trafficmanager.net/?x=1", "https://smba.trafficmanager.net/#x",
        "https://smba.trafficmanager.net/../", "https://smba.trafficmanager.net/%2e%2e/", "https://smba.trafficmanager.net//evil", "https://smba.trafficmanager.net\t/", "https://smba.trafficmanager.net\n/", " https://smba.trafficmanager.net/", "https://smba.trafficmanager.net/ x", "https://smba.trafficmanager.net\0.example.com/",
        "http://127.0.0.1/", "https://127.0.0.1/", "http://localhost:9/", "https://localhost/", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://[::1]/", "http://[::1]:80/", "https://[::ffff:127.0.0.1]/", "https://0.0.0.0/", "https://[::]/",
        "http://169.254.169.254/latest/meta-data", "https://169.254.169.254/", "https://[fd00:ec2::254]/", "https://metadata.google.internal/", "https://10.0.0.1/", "https://192.168.1.1/", "https://172.16.0.1/", "https://100.64.0.1/", "https://[fe80::1]/", "https://[64:ff9b::7f00:1]/", "https://localtest.me/", "https://127.0.0.1.nip.io/",
    ];

    [Fact]
    public async Task Every_forbidden_address_is_refused_alike_with_a_good_token_and_without_any()
    {
        await using var cloud = await BotCloudServer.StartAsync();
        await using var required = await TestHost.StartAsync(flags: [.. cloud.Flags[..^2]]);
        await using var off = await TestHost.StartAsync(flags: ["--FollowUp:BotFramework:Authentication", "Off"]);
        Assert.True(Forbidden.Length >= 60, $"{Forbidden.Length} forms");
        var answers = new Dictionary<string, string>();
        foreach (var url in Forbidden)
        {
            answers[$"with a token: {url}"] = await PostAsync(required, url, cloud.Token(url, TestHost.Start));

            // Without authentication a program of this machine may be answered on this machine: so it is used with the Emulator.
            if (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri is { IsLoopback: true, Scheme: "http" or "https" } && url.StartsWith($"{uri.Scheme}://{uri.Host}", StringComparison.Ordinal)) continue;
            answers[$"without: {url}"] = await PostAsync(off, url, null);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Forbidden.Length} forms, {answers.Count} calls: {string.Join("; ", answers.GroupBy(a => a.Value).Select(g => $"{g.Count()} × {g.Key}"))}");
        Assert.All(answers, a => Assert.True(a.Value is "401 ''" or "403 ''", $"{a.Key}: {a.Value}"));
        Assert.Equal("200 ''", await PostAsync(required, "https://smba.trafficmanager.net/teams/", cloud.Token("https://smba.trafficmanager.net/teams/", TestHost.Start)));
    }

    [Theory]
    [InlineData("https://smba.trafficmanager.net/amer/", "", true)]
    [InlineData("https://SMBA.trafficmanager.net", "", true)]
    [InlineData("https://directline.botframework.com/", "", true)]
    [InlineData("https://europe.webchat.botframework.com", "", true)]
    [InlineData("https://connector.example.com/", "connector.example.com", true)]
    [InlineData("https://connector.example.com:8443/", "connector.example.com", false)]
    [InlineData("https://connector.example.com:8443/", "connector.example.com:8443", true)]
    [InlineData("http://connector.example.com/", "connector.example.com", false)]
    [InlineData("https://a.b.example.com/", "*.example.com", true)]
    [InlineData("https://example.com/", "*.example.com", false)]
    [InlineData("http://127.0.0.1:9010/", "127.0.0.1", true)]
    [InlineData("http://127.0.0.1:9010/", "127.0.0.1:9010", true)]
    [InlineData("http://127.0.0.1:9011/", "127.0.0.1:9010", false)]
    [InlineData("http://localhost:9010", "localhost", true)]
    [InlineData("http://localhost:9010", "127.0.0.1", false)]
    [InlineData("http://10.0.0.5:9010/", "10.0.0.5", false)]
    [InlineData("https://10.0.0.5/", "10.0.0.5", true)]
    public void The_list_of_hosts_means_what_it_says(string serviceUrl, string allowed, bool allows)
    {
        var options = new FollowUpOptions();
        if (allowed.Length > 0) options.BotFramework.AllowedServiceHosts.Add(allowed);
        Assert.DoesNotContain(options.BotFramework.Mistakes(isDevelopment: false), m => m.Contains("AllowedServiceHosts", StringComparison.Ordinal));
        Assert.Equal(allows, new ServiceHosts(options).Allows(serviceUrl));
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("20.42.65.92", true)]
    [InlineData("2603:1030::1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:db8::1", false)]
    public void An_allowed_name_that_leads_into_our_own_network_is_not_called(string address, bool isPublic) => Assert.Equal(isPublic, PublicAddresses.IsPublic(IPAddress.Parse(address)));

    private static async Task<string> PostAsync(TestHost host, string serviceUrl, string? token)
    {
        using var request = TestHost.Request(HttpMethod.Post, "/api/messages", token, new
        {
            type = "message",
            id = Guid.NewGuid().ToString("n"),
            text = "hello",
            channelId = "msteams",
            serviceUrl,
            from = new { id = "29:maria" },
            recipient = new { id = "28:bot" },
            conversation = new { id = "c", conversationType = "channel" },
        });
        await request.Content!.LoadIntoBufferAsync();
        using var answer = await host.Http.SendAsync(request);
        return $"{(int)answer.StatusCode} '{await answer.Content.ReadAsStringAsync()}'";
    }
}
