using System.Net;
using System.Net.Sockets;

namespace ClinicNetwork.Tests.Engines;

/// <summary>The least of AMQP: a broker that takes connections answers the protocol header with a frame.</summary>
static class AmqpGreeting
{
    public static async Task<bool> AnswersAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            await client.GetStream().WriteAsync("AMQP\0\0\x09\x01"u8.ToArray());
            return await client.GetStream().ReadAsync(new byte[1]) == 1;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
