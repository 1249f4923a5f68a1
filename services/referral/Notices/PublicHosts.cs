using System.Net;
using System.Net.Sockets;

namespace ClinicNetwork.Referrals;

/// <summary>
/// Connects to hosts of the public internet alone. The address is looked at when it is connected to, not when a name was registered: a name may
/// lead elsewhere tomorrow, and into the network's own rooms.
/// </summary>
public static class PublicHosts
{
    /// <summary>Ranges that no partner's endpoint lies in (IANA special-purpose address registries, RFC 6890 and its updates).</summary>
    static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            // Of IPv6 only 2000::/3 is public; in it these are not, or hold an IPv4 address that would have to be looked at.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Special.Any(range => range.Contains(plain)) && (plain.AddressFamily is AddressFamily.InterNetwork || Global.Contains(plain));
    }

    /// <param name="loopback">True where this machine itself may be connected to: in Development alone.</param>
    public static SocketsHttpHandler Handler(bool loopback) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        // A name is looked up again from time to time.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectCallback = async (context, ct) =>
        {
            var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, ct);
            // One that is not public is enough: which of them is taken is not for a name server to choose.
            if (addresses.Length == 0 || !addresses.All(address => IsPublic(address) || (loopback && IPAddress.IsLoopback(address)))) throw new NotPublicException();
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}

/// <summary>A host's name leads to an address that nobody is notified at.</summary>
public sealed class NotPublicException : IOException;
