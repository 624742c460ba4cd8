namespace FollowUpBot.Bot.People;

/// <summary>Sign-in of staff by the company's identity provider (<c>FollowUp:SignIn</c>), beside names and passwords.</summary>
internal sealed class SignInOptions
{
    public const string Scheme = "company";

    /// <summary>The provider, by the address under which its <c>.well-known/openid-configuration</c> stands: <c>https://login.microsoftonline.com/TENANT/v2.0</c>. Without it there is none.</summary>
    public string? Authority { get; set; }

    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>What the button says.</summary>
    public string Name { get; set; } = "your company";

    /// <summary>The claim that says what somebody is, with the values agent, lead, editor, manager, admin; of several the highest counts.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>As what somebody comes in of whom the provider does not say it; without it nobody does.</summary>
    public string? DefaultRole { get; set; }

    /// <summary>How often somebody may try to sign in from one address in a minute; also the largest burst.</summary>
    public int AttemptsPerMinute { get; set; } = 30;

    public bool IsOn => !string.IsNullOrWhiteSpace(Authority);

    public IEnumerable<string> Mistakes(bool isDevelopment)
    {
        const string name = "FollowUp:SignIn:";
        if (DefaultRole is not null && !Enum.GetNames<Role>().Contains(DefaultRole)) yield return $"{name}DefaultRole cannot be '{DefaultRole}'; it is one of {string.Join(", ", Enum.GetNames<Role>())}.";
        if (AttemptsPerMinute < 1) yield return $"{name}AttemptsPerMinute must be 1 or more.";
        if (!IsOn) yield break;
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var authority) || (authority.Scheme != Uri.UriSchemeHttps && !(isDevelopment && authority.IsLoopback)))
            yield return $"{name}Authority must be an https address, like https://login.microsoftonline.com/TENANT/v2.0.";
        if (string.IsNullOrWhiteSpace(ClientId)) yield return $"{name}ClientId is missing: the id under which the provider knows this host.";
        if (string.IsNullOrWhiteSpace(ClientSecret)) yield return $"{name}ClientSecret is missing: the secret that the provider gave for it.";
    }
}
