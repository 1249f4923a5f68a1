using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using ClinicNetwork.MongoWire.Commands;
using MongoDB.Bson;

namespace ClinicNetwork.MongoWire;

/// <summary>One client: reads a message, answers it, reads the next. Whatever is wrong with its bytes ends it alone.</summary>
sealed class WireConnection(Socket socket, CommandTable commands, WireLimits limits) : IDisposable
{
    const int FirstBuffer = 16 * 1024;
    const int KeptBuffer = 1024 * 1024;

    readonly ArrayBufferWriter<byte> _output = new(FirstBuffer);
    byte[] _input = new byte[FirstBuffer];

    /// <summary>Serves until the client leaves.</summary>
    /// <exception cref="MalformedMessageException">The client sent something that is no message.</exception>
    /// <exception cref="OperationCanceledException">It was silent, or slow within a message, for too long; or the gateway stops.</exception>
    public async Task ServeAsync(CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        while (true)
        {
            patience.CancelAfter(limits.Idle);
            if (!await FillAsync(0, MessageReader.HeaderBytes, patience.Token))
                return;
            patience.CancelAfter(limits.MessageTime);
            var length = BinaryPrimitives.ReadInt32LittleEndian(_input);
            if (length < MessageReader.HeaderBytes || length > limits.MessageBytes)
                throw new MalformedMessageException("message length out of range");
            if (!await FillAsync(MessageReader.HeaderBytes, length, patience.Token))
                throw new MalformedMessageException("connection ended inside a message");
            patience.CancelAfter(Timeout.InfiniteTimeSpan);

            var request = MessageReader.Read(_input.AsMemory(0, length), limits);
            var reply = await AnswerAsync(request, stopping);
            if (request.WantsReply)
                await SendAsync(request, reply, patience);
            if (_input.Length > KeptBuffer)
                _input = new byte[FirstBuffer];
        }
    }

    public void Dispose() => socket.Dispose();

    async Task<byte[]> AnswerAsync(WireRequest request, CancellationToken stopping)
    {
        try
        {
            return await commands.AnswerAsync(request, stopping);
        }
        catch (CommandException e)
        {
            return e.Reply();
        }
        catch (Exception e) when (e is BsonException or FormatException or InvalidCastException or KeyNotFoundException or ArgumentException)
        {
            // A command whose fields have types that it should not have.
            return new CommandException(9, "FailedToParse", $"{request.Name} could not be read").Reply();
        }
    }

    async Task SendAsync(WireRequest request, byte[] reply, CancellationTokenSource patience)
    {
        _output.ResetWrittenCount();
        MessageWriter.Write(_output, request, reply);
        patience.CancelAfter(limits.MessageTime);
        for (var rest = _output.WrittenMemory; !rest.IsEmpty;)
            rest = rest[await socket.SendAsync(rest, SocketFlags.None, patience.Token)..];
    }

    /// <summary>Reads until the buffer holds the first <paramref name="end"/> bytes; false when the client ended before the first of them.</summary>
    async Task<bool> FillAsync(int start, int end, CancellationToken cancellation)
    {
        for (var filled = start; filled < end;)
        {
            // The buffer grows with what arrives, not with what a header promises.
            if (filled == _input.Length)
                Array.Resize(ref _input, (int)Math.Min((long)_input.Length * 2, Math.Max(end, FirstBuffer)));
            var count = await socket.ReceiveAsync(_input.AsMemory(filled, Math.Min(end, _input.Length) - filled), SocketFlags.None, cancellation);
            if (count == 0)
                return filled == 0 && start == 0 ? false : throw new MalformedMessageException("connection ended inside a message");
            filled += count;
        }
        return true;
    }
}
