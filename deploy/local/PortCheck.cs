using System.Net;
using System.Net.Sockets;

namespace ClinicNetwork.Local;

static class PortCheck
{
    /// <summary>Finds out before anything starts that somebody else listens on an address, or that it may not be listened on.</summary>
    /// <exception cref="LaunchException">One of the two.</exception>
    public static void RefuseIfTaken(this Uri address)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, address.Port);
            probe.Start();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new LaunchException($"Port {address.Port} needs rights that this user has not: choose one above 1023 with --port N.", e);
        }
        catch (SocketException e)
        {
            throw new LaunchException($"Port {address.Port} is in use by another program: stop it, or choose another port with --port N.", e);
        }
    }
}
