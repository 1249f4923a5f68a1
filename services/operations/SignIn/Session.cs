using System.Security.Claims;
using System.Xml.Linq;
using ClinicNetwork.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using MongoDB.Bson.Serialization.Attributes;
using MongoDB.Driver;

namespace ClinicNetwork.Operations.SignIn;

/// <summary>The console's session: a cookie that only this service reads, the same on all its instances.</summary>
public static class Session
{
    public const string Scheme = "session";

    /// <summary>Everybody who is signed in; what they see depends on their chains.</summary>
    public static AuthorizationPolicy SignedIn { get; } = new AuthorizationPolicyBuilder(Scheme).RequireAuthenticatedUser().Build();

    /// <summary>Those who are signed in with one of the roles.</summary>
    public static AuthorizationPolicy For(params string[] roles) => new AuthorizationPolicyBuilder(Scheme).RequireAuthenticatedUser().RequireClaim("role", roles).Build();

    public static void AddConsoleSession(this IServiceCollection services)
    {
        services.AddAuthentication().AddCookie(Scheme, cookie =>
        {
            cookie.Cookie.Name = "clinic-session";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.LoginPath = "/signin";
            cookie.AccessDeniedPath = "/signin";
            cookie.ReturnUrlParameter = "from";
            cookie.ExpireTimeSpan = TimeSpan.FromHours(8);
            cookie.SlidingExpiration = true;
            cookie.Events.OnRedirectToLogin = WithoutHost(cookie.Events.OnRedirectToLogin);
            cookie.Events.OnRedirectToAccessDenied = WithoutHost(cookie.Events.OnRedirectToAccessDenied);
        });
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "clinic-form";
            // SecurityHeaders forbids every frame.
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddDataProtection().SetApplicationName("clinic-console");
        services.AddOptions<KeyManagementOptions>().Configure<IMongoDatabase>((keys, database) => keys.XmlRepository = new SessionKeys(database));
    }

    /// <summary>The host that a request came to here is the service's own, behind the gateway: a redirect names the path alone.</summary>
    static Func<RedirectContext<CookieAuthenticationOptions>, Task> WithoutHost(Func<RedirectContext<CookieAuthenticationOptions>, Task> redirect) => context =>
    {
        context.RedirectUri = new Uri(context.RedirectUri).PathAndQuery;
        return redirect(context);
    };

    /// <summary>The same claims as a person's token carries.</summary>
    public static ClaimsPrincipal Of(Person person) => new(new ClaimsIdentity(
    [
        new("kind", "person"), new("sub", person.Id), new("name", person.Name), new("role", person.Role),
        .. person.Chains.Select(chain => new Claim("chain", chain)),
        .. person.Partner is { } partner ? [new Claim("partner", partner)] : Array.Empty<Claim>(), .. person.Therapist is { } therapist ? [new Claim("therapist", therapist)] : Array.Empty<Claim>(),
    ], Scheme, "name", "role"));
}

/// <summary>The keys that protect sessions and forms, shared by all instances and kept over restarts.</summary>
sealed class SessionKeys(IMongoDatabase database) : IXmlRepository
{
    sealed record Key([property: BsonId] string Id, string Xml);

    readonly IMongoCollection<Key> keys = database.GetCollection<Key>("sessionKeys");

    public IReadOnlyCollection<XElement> GetAllElements() => [.. keys.Find(FilterDefinition<Key>.Empty).ToList().Select(k => XElement.Parse(k.Xml))];

    public void StoreElement(XElement element, string friendlyName) => keys.InsertOne(new(friendlyName, element.ToString(SaveOptions.DisableFormatting)));
}
